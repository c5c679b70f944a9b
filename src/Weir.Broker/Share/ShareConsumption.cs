using Weir.Broker.Groups;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>What share consumers work with: finds the share partitions they ask for, and takes their acknowledgements.</summary>
/// <remarks>Thread model: any thread; holds no state of its own.</remarks>
internal sealed class ShareConsumption(
    BrokerServices services, GroupCoordinator groups, SharePartitions partitions, ShareSessions sessions, ISharePartitionSettings settings, CompletionQueue completions)
{
    public ShareSessions Sessions => sessions;

    public ISharePartitionSettings Settings => settings;

    public CompletionQueue Completions => completions;

    public BufferPool Buffers => services.Buffers;

    public TimeProvider Time => services.Time;

    /// <summary>Most bytes of records in one answer.</summary>
    public int MaxResponseBytes { get; } = services.Config.GetInt("fetch.max.bytes");

    /// <summary>Finds what a member wants to fetch from; a share partition nobody has fetched from gets its start.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public ShareFetchTarget Find(string groupId, TopicIdPartition wanted)
    {
        ErrorCode error = Resolve(wanted, out Partition? partition);
        if (error != ErrorCode.None)
        {
            return new ShareFetchTarget(wanted, error);
        }

        var key = new SharePartitionKey(groupId, wanted.TopicId, wanted.Partition);
        bool isNew = !partitions.TryGet(key, out SharePartitionCell? cell) || !cell.IsInitialized;
        if (isNew)
        {
            error = Initialize(key, partition!, out cell);
        }

        return error == ErrorCode.None ? new ShareFetchTarget(wanted, error, partition, cell, isNew) : new ShareFetchTarget(wanted, error);
    }

    /// <summary>Takes what a member says of records it has acquired. All partitions are told before the first is waited for, so that they share a flush.</summary>
    /// <returns>How it ended, by partition; durable where it was taken.</returns>
    public async Task<List<(TopicIdPartition Partition, ApiError Error)>> AcknowledgeAsync(string groupId, string memberId, AcknowledgementReader acknowledgements)
    {
        List<(TopicIdPartition Partition, Task<ApiError> Taken)> pending =
        [
            .. acknowledgements.Valid.Select(given => (given.Key, Acknowledge(groupId, memberId, given.Key, given.Value))),
        ];
        List<(TopicIdPartition, ApiError)> results =
        [
            .. acknowledgements.Invalid.Select(partition => (partition, new ApiError(
                ErrorCode.InvalidRequest,
                "Acknowledgement batches must ascend without overlapping, with one type each or one for every record, and of the types this request may carry."))),
        ];
        foreach ((TopicIdPartition partition, Task<ApiError> taken) in pending)
        {
            results.Add((partition, await taken));
        }

        return results;
    }

    private Task<ApiError> Acknowledge(string groupId, string memberId, TopicIdPartition partition, List<Acknowledgement> acknowledgements)
    {
        ErrorCode error = Resolve(partition, out _);
        if (error == ErrorCode.None)
        {
            var reply = new TaskReply<ApiError>();
            var key = new SharePartitionKey(groupId, partition.TopicId, partition.Partition);
            if (partitions.TryGet(key, out SharePartitionCell? cell) && cell.TryRun(machine => machine.Acknowledge(memberId, acknowledgements, reply)))
            {
                return reply.Task;
            }

            error = ErrorCode.UnknownTopicOrPartition;
        }

        return Task.FromResult(new ApiError(error, $"Group {groupId} has not fetched from this partition."));
    }

    private ErrorCode Resolve(TopicIdPartition wanted, out Partition? partition)
    {
        partition = null;
        return !services.Topics.TryGet(wanted.TopicId, out Topic? topic) ? ErrorCode.UnknownTopicId
            : topic.TryGetPartition(wanted.Partition, out partition) ? ErrorCode.None
            : ErrorCode.UnknownTopicOrPartition;
    }

    private ErrorCode Initialize(SharePartitionKey key, Partition partition, out SharePartitionCell? cell)
    {
        cell = null;
        bool isKept = false;
        int epoch = 0;
        bool isShare = groups.ReadShare(
            key.GroupId,
            group =>
            {
                isKept = group.IsInitialized(new TopicIdPartition(key.TopicId, key.Partition));
                epoch = group.Epoch;
            },
            out _);
        if (!isKept)
        {
            return isShare ? ErrorCode.UnknownTopicOrPartition : ErrorCode.GroupIdNotFound;
        }

        long start = ShareStartOffset.Find(partition.Log, settings.Of(key.GroupId).OffsetReset, services.Time.GetUtcNow());
        SharePartitionCell found;
        do
        {
            found = partitions.GetOrAdd(key);
        }
        while (!found.TryRun(machine =>
        {
            if (!machine.IsInitialized)
            {
                machine.Reset(start, epoch, partition.LeaderEpoch, reply: null);
            }
        }));
        cell = found;
        return ErrorCode.None;
    }
}
