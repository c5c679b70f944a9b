using Weir.Client.Networking;

namespace Weir.Client.Metadata;

/// <summary>
/// The way to one broker for its data: the connection while it stands. When it does not, one is made in the background; after a failure metadata is
/// asked for, since the leader may have moved, and a pause is made.
/// </summary>
/// <remarks>Thread model: any thread. <paramref name="onChange"/> is called in the background when it is worth looking again, with the failure if there was one.</remarks>
internal sealed class BrokerLink(int brokerId, ClusterClient cluster, Action<KafkaException?> onChange)
{
    private readonly ConnectionSlot _slot = cluster.Slot(brokerId, ConnectionPurpose.Data);
    private int _connecting;

    public int BrokerId => brokerId;

    /// <summary>The connection; null while there is none, and then one is on its way.</summary>
    public BrokerConnection? Connection
    {
        get
        {
            BrokerConnection? current = _slot.Current;
            if (current is null && Interlocked.Exchange(ref _connecting, 1) == 0)
            {
                _ = ConnectAsync();
            }

            return current;
        }
    }

    private async Task ConnectAsync()
    {
        KafkaException? failure = null;
        try
        {
            await cluster.ConnectAsync(brokerId, ConnectionPurpose.Data, CancellationToken.None).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            // The slot has logged it.
            failure = e;
            cluster.Metadata.RequestUpdate();
            await Task.Delay(cluster.RetryBackoff.First, cluster.Time).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        finally
        {
            Volatile.Write(ref _connecting, 0);
        }

        onChange(failure);
    }
}
