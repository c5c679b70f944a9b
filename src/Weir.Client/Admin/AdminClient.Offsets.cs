using Weir.Client.Metadata;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client;

/// <content>Offsets of partitions.</content>
public sealed partial class AdminClient
{
    /// <summary>The offset that answers each question; -1 where no record is young enough.</summary>
    /// <exception cref="KafkaException">A partition does not exist, or has no leader.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp>> ListOffsetsAsync(
        IReadOnlyDictionary<TopicPartition, OffsetSpec> partitions, CancellationToken cancellationToken = default)
    {
        await KnowTopicsAsync(partitions.Keys, cancellationToken).ConfigureAwait(false);
        Dictionary<TopicPartition, long> timestamps = partitions.ToDictionary(static item => item.Key, static item => item.Value.Timestamp);
        return await RetryAsync(
            token => OffsetLookup.FindAsync(_cluster, timestamps, IsolationLevel.ReadUncommitted, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the records before the given offsets; -1 stands for the high watermark. Returns the new first offsets.</summary>
    /// <exception cref="KafkaException">A partition refused: an offset behind the last record, or a compacted topic.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> DeleteRecordsAsync(
        IReadOnlyDictionary<TopicPartition, long> beforeOffsets, CancellationToken cancellationToken = default)
    {
        await KnowTopicsAsync(beforeOffsets.Keys, cancellationToken).ConfigureAwait(false);
        return await RetryAsync<IReadOnlyDictionary<TopicPartition, long>>(
            async token =>
            {
                var byLeader = beforeOffsets.GroupBy(item => LeaderOf(item.Key));
                Task<DeleteRecordsResponse>[] requests = [.. byLeader.Select(leader =>
                    _cluster.RequestAsync<DeleteRecordsRequest, DeleteRecordsResponse>(leader.Key, ToDeleteRequest(leader), token))];
                var firstOffsets = new Dictionary<TopicPartition, long>();
                foreach (DeleteRecordsResponse response in await Task.WhenAll(requests).ConfigureAwait(false))
                {
                    ThrowFirst(response.Topics.SelectMany(static topic => topic.Partitions.Select(partition =>
                        (partition.ErrorCode, $"Deleting records of {topic.Name}-{partition.PartitionIndex}", (string?)null))));
                    foreach (DeleteRecordsResponse.DeleteRecordsTopicResult topic in response.Topics)
                    {
                        topic.Partitions.ForEach(partition => firstOffsets[new TopicPartition(topic.Name, partition.PartitionIndex)] = partition.LowWatermark);
                    }
                }

                return firstOffsets;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private DeleteRecordsRequest ToDeleteRequest(IEnumerable<KeyValuePair<TopicPartition, long>> beforeOffsets) => new()
    {
        TimeoutMs = RequestTimeoutMs,
        Topics = [.. beforeOffsets.GroupBy(static item => item.Key.Topic).Select(static topic => new DeleteRecordsRequest.DeleteRecordsTopic
        {
            Name = topic.Key,
            Partitions = [.. topic.Select(static item => new DeleteRecordsRequest.DeleteRecordsPartition
            {
                PartitionIndex = item.Key.Partition,
                Offset = item.Value,
            })],
        })],
    };

    private int LeaderOf(TopicPartition partition) => _cluster.Snapshot.Partition(partition) is { LeaderId: >= 0 } known
        ? known.LeaderId
        : throw Errors.ToException(ErrorCode.LeaderNotAvailable, $"Finding the leader of {partition}");

    /// <summary>Learns the leaders of all partitions.</summary>
    private async Task KnowTopicsAsync(IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        HashSet<string> topics = [.. partitions.Select(static partition => partition.Topic)];
        foreach (string topic in topics)
        {
            _cluster.Metadata.AddTopic(topic);
        }

        await RetryAsync(
            async token =>
            {
                await _cluster.Metadata.RefreshAsync(token).ConfigureAwait(false);
                ThrowFirst(topics.Select(topic => (
                    _cluster.Snapshot.Topic(topic)?.Error ?? ErrorCode.UnknownTopicOrPartition, $"Finding topic '{topic}'", (string?)null)));
            },
            cancellationToken).ConfigureAwait(false);
        foreach (TopicPartition partition in partitions)
        {
            if (_cluster.Snapshot.Partition(partition) is null)
            {
                throw Errors.ToException(ErrorCode.UnknownTopicOrPartition, $"Finding partition {partition}");
            }
        }
    }
}
