using Microsoft.Extensions.Logging;

namespace Weir.Client.Diagnostics;

/// <summary>Every log message of the client. Per record: none; per batch: Debug; life cycle: Information.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The setting {Key} is not known to this client and has no effect.")]
    public static partial void UnknownProperty(ILogger logger, string key);

    [LoggerMessage(2, LogLevel.Debug, "The connection to {Broker} is closed with {Pending} requests pending: {Reason}")]
    public static partial void ConnectionClosed(ILogger logger, string broker, int pending, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Reason}")]
    public static partial void ConnectFailed(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Metadata could not be refreshed and will be asked for again: {Reason}")]
    public static partial void MetadataFailed(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Error, "A delivery callback has thrown; callbacks must handle their errors themselves.")]
    public static partial void CallbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "{Count} records for {Topic}-{Partition} will be sent again: {Error}.")]
    public static partial void BatchRetried(ILogger logger, int count, string topic, int partition, string error);

    [LoggerMessage(7, LogLevel.Warning, "The sequence of {Topic}-{Partition} has a gap ({Error}); its unacknowledged batches are numbered anew in the next epoch.")]
    public static partial void SequenceRestarted(ILogger logger, string topic, int partition, string error);

    [LoggerMessage(8, LogLevel.Debug, "The producer has id {ProducerId}, epoch {Epoch}.")]
    public static partial void ProducerIdTaken(ILogger logger, long producerId, short epoch);

    [LoggerMessage(9, LogLevel.Warning, "No producer id: {Reason}")]
    public static partial void ProducerIdFailed(ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Information, "Offset {Offset} is not in {Topic}-{Partition}; the reset policy decides where to go on.")]
    public static partial void OffsetOutOfRange(ILogger logger, long offset, string topic, int partition);

    [LoggerMessage(11, LogLevel.Warning, "The log of {Topic}-{Partition} was cut at offset {EndOffset}, before the position {Position}; records that were consumed are gone.")]
    public static partial void Truncated(ILogger logger, string topic, int partition, long endOffset, long position);

    [LoggerMessage(12, LogLevel.Debug, "Positions will be looked up again: {Reason}")]
    public static partial void PositionsFailed(ILogger logger, string reason);

    [LoggerMessage(13, LogLevel.Information, "Joined group {Group} as {MemberId} in generation {Generation} with {Assignor}: {Count} partitions.")]
    public static partial void Joined(ILogger logger, string group, string memberId, int generation, string assignor, int count);

    [LoggerMessage(14, LogLevel.Debug, "Joining group {Group} again: {Reason}")]
    public static partial void Rejoining(ILogger logger, string group, string reason);

    [LoggerMessage(15, LogLevel.Warning, "This member of group {Group} is not part of it any more ({Reason}); its partitions are lost.")]
    public static partial void MembershipLost(ILogger logger, string group, string reason);

    [LoggerMessage(16, LogLevel.Warning, "No record was asked for in max.poll.interval.ms ({IntervalMs} ms): leaving group {Group}. Process less between two records, or raise the interval.")]
    public static partial void PollTooLate(ILogger logger, string group, double intervalMs);

    [LoggerMessage(17, LogLevel.Warning, "Offsets could not be committed: {Reason}")]
    public static partial void CommitFailed(ILogger logger, string reason);

    [LoggerMessage(18, LogLevel.Debug, "The heartbeat to group {Group} failed: {Reason}")]
    public static partial void HeartbeatFailed(ILogger logger, string group, string reason);

    [LoggerMessage(19, LogLevel.Debug, "Leaving group {Group} failed, the session will time out: {Reason}")]
    public static partial void LeaveFailed(ILogger logger, string group, string reason);

    [LoggerMessage(20, LogLevel.Warning, "A batch of {Size} bytes is too large for {Topic}-{Partition} ({Error}); it is sent in two. Lower batch.size, or raise the topic's max.message.bytes.")]
    public static partial void BatchSplit(ILogger logger, int size, string topic, int partition, string error);

    [LoggerMessage(21, LogLevel.Debug, "No producer id yet: {Reason}")]
    public static partial void ProducerIdAwaited(ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Debug, "{Topic}-{Partition} is fetched from broker {Broker} from now on, as the leader advises.")]
    public static partial void ReadReplicaPreferred(ILogger logger, string topic, int partition, int broker);

    [LoggerMessage(23, LogLevel.Debug, "{Topic}-{Partition} is fetched from its leader again: {Reason}")]
    public static partial void ReadReplicaDropped(ILogger logger, string topic, int partition, string reason);

    [LoggerMessage(24, LogLevel.Warning, "The open transaction of '{TransactionalId}' could not be aborted; the coordinator does so after transaction.timeout.ms: {Reason}")]
    public static partial void AbortFailed(ILogger logger, string transactionalId, string reason);

    [LoggerMessage(25, LogLevel.Debug, "The share session with broker {Broker} is over: {Reason}")]
    public static partial void ShareSessionLost(ILogger logger, int broker, string reason);

    [LoggerMessage(26, LogLevel.Warning, "{Count} acknowledgements for {Topic}-{Partition} do not count; the records may be delivered again: {Reason}")]
    public static partial void AcknowledgementFailed(ILogger logger, long count, string topic, int partition, string reason);

    [LoggerMessage(27, LogLevel.Warning, "Records of {Topic}-{Partition} from offset {Offset} are not handed out, since their locks have run out. Process less at a time (max.poll.records), or lengthen share.record.lock.duration.ms.")]
    public static partial void LocksRanOut(ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(28, LogLevel.Error, "The handler of acknowledgement results has thrown; it must handle its errors itself.")]
    public static partial void AcknowledgementHandlerFailed(ILogger logger, Exception exception);

    [LoggerMessage(29, LogLevel.Debug, "Records of {Topic}-{Partition} cannot be acquired for now: {Error}.")]
    public static partial void ShareFetchRefused(ILogger logger, string topic, int partition, string error);
}
