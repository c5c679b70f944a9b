using Weir.Protocol;

namespace Weir.Client;

/// <summary>What the protocol's error codes mean for a client: retry, ask for metadata again, or give up; and what to tell the user.</summary>
internal static class Errors
{
    /// <summary>Column "Retriable" of the protocol guide's error table.</summary>
    public static bool IsRetriable(ErrorCode code) => code is
        ErrorCode.CorruptMessage or ErrorCode.UnknownTopicOrPartition or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderOrFollower
        or ErrorCode.RequestTimedOut or ErrorCode.ReplicaNotAvailable or ErrorCode.NetworkException or ErrorCode.CoordinatorLoadInProgress
        or ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator or ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend
        or ErrorCode.NotController or ErrorCode.ConcurrentTransactions or ErrorCode.KafkaStorageError or ErrorCode.FetchSessionIdNotFound
        or ErrorCode.InvalidFetchSessionEpoch or ErrorCode.ListenerNotFound or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch
        or ErrorCode.OffsetNotAvailable or ErrorCode.PreferredLeaderNotAvailable or ErrorCode.EligibleLeadersNotAvailable
        or ErrorCode.ElectionNotNeeded or ErrorCode.UnstableOffsetCommit or ErrorCode.ThrottlingQuotaExceeded or ErrorCode.UnknownTopicId
        or ErrorCode.InconsistentTopicId or ErrorCode.FetchSessionTopicIdError;

    /// <summary>Worth another try: what the protocol calls retriable, and a broker that is not known at the moment.</summary>
    public static bool MayPass(ErrorCode code) => code == ErrorCode.BrokerNotAvailable || IsRetriable(code);

    /// <summary>The client's picture of the cluster is out of date.</summary>
    public static bool NeedsMetadata(ErrorCode code) => code is
        ErrorCode.UnknownTopicOrPartition or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderOrFollower or ErrorCode.ReplicaNotAvailable
        or ErrorCode.NetworkException or ErrorCode.KafkaStorageError or ErrorCode.ListenerNotFound or ErrorCode.FencedLeaderEpoch
        or ErrorCode.UnknownLeaderEpoch or ErrorCode.UnknownTopicId or ErrorCode.InconsistentTopicId or ErrorCode.NotController;

    /// <summary>The group's coordinator has to be looked up again.</summary>
    public static bool NeedsCoordinator(ErrorCode code) => code is
        ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator or ErrorCode.NetworkException;

    public static KafkaException ToException(ErrorCode code, string what, string? brokerMessage = null)
    {
        string reason = string.IsNullOrEmpty(brokerMessage) ? Describe(code) : $"{brokerMessage.TrimEnd('.')}. {Describe(code)}";
        return new KafkaException(code, $"{what} failed with {code} ({(short)code}): {reason}");
    }

    /// <summary>One sentence on the cause and the remedy.</summary>
    public static string Describe(ErrorCode code) => code switch
    {
        ErrorCode.UnknownTopicOrPartition => "The topic or partition does not exist. Check its name, or create it first.",
        ErrorCode.UnknownTopicId => "No topic has this id; it was probably deleted and created again.",
        ErrorCode.LeaderNotAvailable => "The partition has no leader at the moment. Wait, or check the cluster's brokers.",
        ErrorCode.MessageTooLarge => "The batch is larger than the topic's max.message.bytes. Lower batch.size, compress, or raise the topic's limit.",
        ErrorCode.RecordListTooLarge => "The batch is larger than a segment. Lower batch.size.",
        ErrorCode.InvalidTopicException => "Topic names have 1 to 249 characters of a-z, A-Z, 0-9, '.', '_' and '-'.",
        ErrorCode.TopicAlreadyExists => "A topic of this name exists. Choose another name, or delete it first.",
        ErrorCode.TopicAuthorizationFailed => "The client has no permission for this topic. Ask for an ACL.",
        ErrorCode.GroupAuthorizationFailed => "The client has no permission for this group. Ask for an ACL.",
        ErrorCode.ClusterAuthorizationFailed => "The client has no permission for this operation on the cluster. Ask for an ACL.",
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend =>
            "Fewer replicas are in sync than min.insync.replicas asks for. Bring brokers back, or lower the setting.",
        ErrorCode.InvalidReplicationFactor => "The replication factor is larger than the number of brokers, or not positive.",
        ErrorCode.InvalidPartitions => "The number of partitions must be positive, and can only grow.",
        ErrorCode.InvalidRecord => "The broker found a record invalid: a compacted topic needs keys.",
        ErrorCode.InvalidTimestamp => "The record's timestamp is outside the topic's message.timestamp.before.max.ms and after.max.ms.",
        ErrorCode.UnsupportedVersion => "The broker does not support what this request needs. Use a newer broker, or an older feature.",
        ErrorCode.UnsupportedCompressionType => "The broker cannot store this compression. Choose another compression.type.",
        ErrorCode.OffsetOutOfRange => "The offset is not in the partition. Seek, or set auto.offset.reset to earliest or latest.",
        ErrorCode.OffsetMetadataTooLarge => "The metadata committed with the offset is too long. Shorten it.",
        ErrorCode.InvalidGroupId => "The group id is missing or not allowed. Set group.id.",
        ErrorCode.GroupIdNotFound => "No such group. List the groups to see the names in use.",
        ErrorCode.NonEmptyGroup => "The group has members. Stop its consumers first.",
        ErrorCode.GroupSubscribedToTopic => "The group consumes this topic. Stop its consumers first.",
        ErrorCode.InvalidSessionTimeout => "session.timeout.ms is outside what the broker allows (group.min.session.timeout.ms to group.max.session.timeout.ms).",
        ErrorCode.InconsistentGroupProtocol => "Other members of the group use other assignors or another protocol. Give all the same partition.assignment.strategy.",
        ErrorCode.FencedInstanceId => "Another consumer uses the same group.instance.id. Give each its own.",
        ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.RebalanceInProgress =>
            "The group has rebalanced, and this member does not own the partitions any more. Process less per max.poll.interval.ms, or raise it.",
        ErrorCode.GroupMaxSizeReached => "The group is full (group.max.size).",
        ErrorCode.KafkaStorageError => "The broker cannot write to its disk. Check its log.",
        ErrorCode.InvalidConfig => "A configuration value is not allowed.",
        ErrorCode.PolicyViolation => "A policy of the cluster forbids it.",
        ErrorCode.RequestTimedOut => "No answer came in time.",
        ErrorCode.NetworkException => "The connection to the broker was lost.",
        ErrorCode.ThrottlingQuotaExceeded => "A quota is exceeded. Try again later.",
        ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch =>
            "The broker has lost or replaced this producer's state. Records may have been lost on the broker's side.",
        ErrorCode.ProducerFenced => "Another producer with the same transactional.id has started.",
        ErrorCode.TransactionalIdAuthorizationFailed => "The client has no permission for this transactional.id. Ask for an ACL.",
        ErrorCode.InvalidTransactionTimeout => "transaction.timeout.ms is above the broker's transaction.max.timeout.ms. Lower it.",
        ErrorCode.ConcurrentTransactions => "The last transaction of this producer is still being ended.",
        ErrorCode.TransactionAbortable => "The transaction has to be aborted.",
        ErrorCode.InvalidTxnState => "The coordinator's transaction is in another state; it may have been aborted after transaction.timeout.ms.",
        ErrorCode.InvalidRecordState =>
            "The record is not this consumer's any more: its lock ran out, or it was acknowledged before. Process less at a time, renew locks, or lengthen share.record.lock.duration.ms.",
        ErrorCode.ShareSessionNotFound or ErrorCode.InvalidShareSessionEpoch => "The share session is over, and what it had acquired may be delivered again. The client has begun another.",
        ErrorCode.ShareSessionLimitReached => "The broker serves as many share sessions as it may (group.share.max.share.sessions).",
        ErrorCode.FencedStateEpoch => "The share partition has moved to another broker.",
        ErrorCode.None => "No error.",
        _ => "See the Kafka protocol guide, \"Error Codes\".",
    };
}
