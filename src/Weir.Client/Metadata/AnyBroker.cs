using Weir.Client.Networking;

namespace Weir.Client.Metadata;

/// <summary>Finds a broker to talk to, whichever it is: one whose connection stands, else whichever answers first of all that are known.</summary>
/// <remarks>Thread model: any thread.</remarks>
internal sealed class AnyBroker(IReadOnlyList<BrokerAddress> bootstrap, ConnectionPool pool)
{
    /// <exception cref="KafkaException">None is reachable.</exception>
    public async Task<BrokerConnection> ConnectAsync(ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        var candidates = new List<(int Id, BrokerAddress Address)>();
        foreach (BrokerMetadata broker in snapshot.Brokers)
        {
            candidates.Add((broker.Id, broker.Address));
        }

        Shuffle(candidates);
        int known = candidates.Count;
        for (int i = 0; i < bootstrap.Count; i++)
        {
            candidates.Add((-1 - i, bootstrap[i]));
        }

        foreach ((int id, _) in candidates)
        {
            if (pool.Slot(id, ConnectionPurpose.Control).Current is { } standing)
            {
                return standing;
            }
        }

        // Brokers that just refused come last; bootstrap addresses after the brokers themselves.
        KafkaException? failure = null;
        foreach ((int id, BrokerAddress address) in candidates.OrderBy(c => pool.Slot(c.Id, ConnectionPurpose.Control).PauseLeft).ThenBy(c => c.Id < 0))
        {
            try
            {
                return await pool.Slot(id, ConnectionPurpose.Control).GetAsync(address).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaException e)
            {
                failure = known == 0 || id < 0 ? e : failure ?? e;
            }
        }

        throw failure!;
    }

    private static void Shuffle(List<(int Id, BrokerAddress Address)> candidates)
    {
#pragma warning disable CA5394 // Spreading load needs no cryptography.
        Random.Shared.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates));
#pragma warning restore CA5394
    }
}
