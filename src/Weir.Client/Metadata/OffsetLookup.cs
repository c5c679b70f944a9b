using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Metadata;

/// <summary>Looks up offsets by time, or at an end of the partition, at the partitions' leaders (ListOffsets).</summary>
internal static class OffsetLookup
{
    /// <param name="cluster">The cluster; the topics must be known to its metadata.</param>
    /// <param name="timestamps">Times in milliseconds since the epoch, or the protocol's negative numbers.</param>
    /// <param name="isolation">Whether the latest offset is the high watermark or the last stable offset.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <returns>A result for every partition; offset -1 where no record is young enough.</returns>
    /// <exception cref="KafkaException">A leader is missing, or refuses.</exception>
    public static async Task<Dictionary<TopicPartition, OffsetAndTimestamp>> FindAsync(
        ClusterClient cluster, IReadOnlyCollection<KeyValuePair<TopicPartition, long>> timestamps, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        var found = new Dictionary<TopicPartition, OffsetAndTimestamp>();
        var byLeader = timestamps.GroupBy(item => LeaderOf(cluster, item.Key));
        Task<ListOffsetsResponse>[] requests = [.. byLeader.Select(leader => AskAsync(cluster, leader.Key, [.. leader], isolation, cancellationToken))];
        foreach (ListOffsetsResponse response in await Task.WhenAll(requests).ConfigureAwait(false))
        {
            foreach (ListOffsetsResponse.ListOffsetsTopicResponse topic in response.Topics)
            {
                foreach (ListOffsetsResponse.ListOffsetsPartitionResponse partition in topic.Partitions)
                {
                    if (partition.ErrorCode != ErrorCode.None)
                    {
                        throw Errors.ToException(partition.ErrorCode, $"Looking up an offset of {topic.Name}-{partition.PartitionIndex}");
                    }

                    found[new TopicPartition(topic.Name, partition.PartitionIndex)] =
                        new OffsetAndTimestamp(partition.Offset, partition.Timestamp, partition.LeaderEpoch);
                }
            }
        }

        return found;
    }

    private static int LeaderOf(ClusterClient cluster, TopicPartition partition) => cluster.Snapshot.Partition(partition) switch
    {
        null => throw Errors.ToException(ErrorCode.UnknownTopicOrPartition, $"Looking up an offset of {partition}"),
        { LeaderId: < 0 } => throw Errors.ToException(ErrorCode.LeaderNotAvailable, $"Looking up an offset of {partition}"),
        { LeaderId: int leader } => leader,
    };

    private static Task<ListOffsetsResponse> AskAsync(
        ClusterClient cluster, int leader, List<KeyValuePair<TopicPartition, long>> timestamps, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            IsolationLevel = (sbyte)isolation,
            TimeoutMs = (int)cluster.Options.RequestTimeout.TotalMilliseconds,
            Topics = [.. timestamps.GroupBy(static item => item.Key.Topic).Select(topic => new ListOffsetsRequest.ListOffsetsTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(item => new ListOffsetsRequest.ListOffsetsPartition
                {
                    PartitionIndex = item.Key.Partition,
                    CurrentLeaderEpoch = cluster.Snapshot.Partition(item.Key)?.LeaderEpoch ?? -1,
                    Timestamp = item.Value,
                })],
            })],
        };
        return cluster.RequestAsync<ListOffsetsRequest, ListOffsetsResponse>(leader, request, cancellationToken);
    }
}
