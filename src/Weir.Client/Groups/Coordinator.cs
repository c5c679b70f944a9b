using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;

namespace Weir.Client.Groups;

/// <summary>The broker that coordinates a group, or the transactions of a producer: found when needed, looked for anew when it has moved.</summary>
/// <remarks>Thread model: any thread. The cached broker is replaced atomically.</remarks>
internal sealed class Coordinator(ClusterClient cluster, string groupId, CoordinatorType type = CoordinatorType.Group)
{
    private BrokerMetadata? _known;

    public string GroupId => groupId;

    public ClusterClient Cluster => cluster;

    /// <summary>A connection for short requests (heartbeats, commits), or for the long ones (join, sync), which must not hold them up.</summary>
    /// <exception cref="KafkaException">The coordinator is not available.</exception>
    public async Task<BrokerConnection> ConnectAsync(ConnectionPurpose purpose, CancellationToken cancellationToken)
    {
        BrokerMetadata? broker = Volatile.Read(ref _known);
        if (broker is null)
        {
            broker = await CoordinatorLookup.FindAsync(cluster, groupId, cancellationToken, type).ConfigureAwait(false);
            Volatile.Write(ref _known, broker);
        }

        try
        {
            return await cluster.ConnectAsync(broker, purpose, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException)
        {
            Forget();
            throw;
        }
    }

    public void Forget() => Volatile.Write(ref _known, null);

    /// <summary>Sends a request, and forgets the coordinator if the connection is lost.</summary>
    public async Task<TResponse> AskAsync<TRequest, TResponse>(
        TRequest request, ConnectionPurpose purpose, CancellationToken cancellationToken, TimeSpan? timeout = null)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        BrokerConnection connection = await ConnectAsync(purpose, cancellationToken).ConfigureAwait(false);
        try
        {
            return await connection.RequestAsync<TRequest, TResponse>(request, cancellationToken, timeout).ConfigureAwait(false);
        }
        catch (KafkaException)
        {
            Forget();
            throw;
        }
    }

    public Task<Dictionary<TopicPartition, OffsetAndMetadata>> FetchOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) =>
        RetryAsync(connection => GroupOffsets.FetchAsync(connection, groupId, partitions, requireStable: true, cancellationToken), cancellationToken);

    public Task CommitAsync(GroupIdentity member, IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, CancellationToken cancellationToken) =>
        RetryAsync(
            async connection =>
            {
                await GroupOffsets.CommitAsync(connection, member, offsets, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private Task<T> RetryAsync<T>(Func<BrokerConnection, Task<T>> attempt, CancellationToken cancellationToken) => cluster.RetryAsync(
        async token =>
        {
            BrokerConnection connection = await ConnectAsync(ConnectionPurpose.Control, token).ConfigureAwait(false);
            try
            {
                return await attempt(connection).ConfigureAwait(false);
            }
            catch (KafkaException e) when (Errors.NeedsCoordinator(e.ErrorCode))
            {
                Forget();
                throw;
            }
        },
        Errors.MayPass,
        cancellationToken);
}
