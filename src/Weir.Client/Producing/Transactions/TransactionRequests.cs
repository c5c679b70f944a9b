using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Producing.Transactions;

/// <summary>Asks the coordinators of transactions and groups, again and again until one answers for good.</summary>
/// <remarks>Thread model: any thread.</remarks>
internal sealed class TransactionRequests(ClusterClient cluster, ProducerOptions options)
{
    // From version 4 on AddPartitionsToTxn is for brokers; from 5 on TxnOffsetCommit and EndTxn mean transactions V2 (KIP-890).
    private const short HighestAddPartitions = 3;
    private const short HighestV1 = 4;
    private const short FirstWithEpoch = 3;
    private const short FirstWithMember = 3;

    // The end of the last transaction takes some milliseconds to reach all partitions.
    private static readonly TimeSpan ConcurrentPause = TimeSpan.FromMilliseconds(20);

    private readonly Coordinator _coordinator = new(cluster, options.TransactionalId!, CoordinatorType.Transaction);

    /// <summary>Gets an id and epoch; fences every other producer with the same transactional id, and waits for the end of what it left open.</summary>
    /// <param name="current">What this producer has, to go on with the next epoch (KIP-360); none at the start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The identity, and whether the cluster runs transactions V2.</returns>
    public Task<(ProducerIdentity Identity, bool IsV2)> InitProducerIdAsync(ProducerIdentity current, CancellationToken cancellationToken)
    {
        var request = new InitProducerIdRequest
        {
            TransactionalId = options.TransactionalId,
            TransactionTimeoutMs = (int)options.TransactionTimeout.TotalMilliseconds,
            ProducerId = current.Id,
            ProducerEpoch = current.Epoch,
        };
        return RepeatAsync(
            _coordinator,
            $"Initializing transactions of '{options.TransactionalId}'",
            async connection =>
            {
                if (current.IsValid && !connection.Versions.Supports(ApiKey.InitProducerId, FirstWithEpoch))
                {
                    throw new KafkaException(ErrorCode.UnsupportedVersion, "Brokers before Kafka 2.5 cannot go on after records of a transaction were lost.");
                }

                InitProducerIdResponse response =
                    await connection.RequestAsync<InitProducerIdRequest, InitProducerIdResponse>(request, cancellationToken).ConfigureAwait(false);
                bool isV2 = connection.Versions.FinalizedLevel("transaction.version") >= 2;
                return (response.ErrorCode, (new ProducerIdentity(response.ProducerId, response.ProducerEpoch), isV2));
            },
            cancellationToken);
    }

    /// <summary>V1: tells the coordinator of partitions before the first record goes there.</summary>
    public Task AddPartitionsAsync(ProducerIdentity identity, IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        var request = new AddPartitionsToTxnRequest
        {
            V3AndBelowTransactionalId = options.TransactionalId!,
            V3AndBelowProducerId = identity.Id,
            V3AndBelowProducerEpoch = identity.Epoch,
            V3AndBelowTopics = [.. partitions.GroupBy(static p => p.Topic).Select(static topic =>
                new AddPartitionsToTxnRequest.AddPartitionsToTxnTopic { Name = topic.Key, Partitions = [.. topic.Select(static p => p.Partition)] })],
        };
        return RepeatAsync(
            _coordinator,
            $"Adding partitions to a transaction of '{options.TransactionalId}'",
            async connection =>
            {
                AddPartitionsToTxnResponse response = await connection.RequestAsync<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
                    request, cancellationToken, maxVersion: HighestAddPartitions).ConfigureAwait(false);
                return (Worst(response.ResultsByTopicV3AndBelow.SelectMany(static t => t.ResultsByPartition).Select(static p => (ErrorCode)p.PartitionErrorCode)), true);
            },
            cancellationToken);
    }

    /// <summary>V1: tells the transaction's coordinator that offsets of a group will be part of it.</summary>
    public Task AddOffsetsAsync(ProducerIdentity identity, string groupId, CancellationToken cancellationToken)
    {
        var request = new AddOffsetsToTxnRequest
        {
            TransactionalId = options.TransactionalId!,
            ProducerId = identity.Id,
            ProducerEpoch = identity.Epoch,
            GroupId = groupId,
        };
        return RepeatAsync(
            _coordinator,
            $"Adding offsets of group '{groupId}' to a transaction of '{options.TransactionalId}'",
            async connection =>
            {
                AddOffsetsToTxnResponse response =
                    await connection.RequestAsync<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>(request, cancellationToken).ConfigureAwait(false);
                return (response.ErrorCode, true);
            },
            cancellationToken);
    }

    /// <summary>Gives the offsets to the group's coordinator, where they count from the commit on.</summary>
    public Task CommitOffsetsAsync(
        ProducerIdentity identity,
        bool isV2,
        Coordinator group,
        ConsumerGroupMetadata member,
        IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets,
        CancellationToken cancellationToken)
    {
        TxnOffsetCommitRequest request = OffsetsRequest(identity, member, offsets);
        return RepeatAsync(
            group,
            $"Committing offsets of group '{member.GroupId}' in a transaction of '{options.TransactionalId}'",
            async connection =>
            {
                if (member.MemberId.Length > 0 && !connection.Versions.Supports(ApiKey.TxnOffsetCommit, FirstWithMember))
                {
                    throw new KafkaException(
                        ErrorCode.UnsupportedVersion, "Brokers before Kafka 2.5 cannot check the member of a group. Pass only the group's id, and use a transactional.id of its own for every input partition.");
                }

                TxnOffsetCommitResponse response = await connection.RequestAsync<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(
                    request, cancellationToken, maxVersion: isV2 ? short.MaxValue : HighestV1).ConfigureAwait(false);
                return (Worst(response.Topics.SelectMany(static t => t.Partitions).Select(static p => p.ErrorCode)), true);
            },
            cancellationToken);
    }

    /// <summary>Ends the transaction; completes when the outcome is certain.</summary>
    /// <returns>With V2 the identity for the next transaction; none otherwise.</returns>
    public Task<ProducerIdentity> EndAsync(ProducerIdentity identity, bool isV2, bool committed, CancellationToken cancellationToken)
    {
        var request = new EndTxnRequest
        {
            TransactionalId = options.TransactionalId!,
            ProducerId = identity.Id,
            ProducerEpoch = identity.Epoch,
            Committed = committed,
        };
        return RepeatAsync(
            _coordinator,
            $"{(committed ? "Committing" : "Aborting")} a transaction of '{options.TransactionalId}'",
            async connection =>
            {
                EndTxnResponse response = await connection.RequestAsync<EndTxnRequest, EndTxnResponse>(
                    request, cancellationToken, maxVersion: isV2 ? short.MaxValue : HighestV1).ConfigureAwait(false);
                return (response.ErrorCode, new ProducerIdentity(response.ProducerId, response.ProducerEpoch));
            },
            cancellationToken);
    }

    private TxnOffsetCommitRequest OffsetsRequest(
        ProducerIdentity identity, ConsumerGroupMetadata member, IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets) =>
        new()
        {
            TransactionalId = options.TransactionalId!,
            GroupId = member.GroupId,
            ProducerId = identity.Id,
            ProducerEpoch = identity.Epoch,
            GenerationId = member.GenerationId,
            MemberId = member.MemberId,
            GroupInstanceId = member.GroupInstanceId,
            Topics = [.. offsets.GroupBy(static o => o.Key.Topic).Select(static topic => new TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(static o => new TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition
                {
                    PartitionIndex = o.Key.Partition,
                    CommittedOffset = o.Value.Offset,
                    CommittedLeaderEpoch = o.Value.LeaderEpoch,
                    CommittedMetadata = o.Value.Metadata,
                })],
            })],
        };

    /// <summary>An error that is for good comes before one that may pass, and both before what was not attempted because of them.</summary>
    private static ErrorCode Worst(IEnumerable<ErrorCode> errors) => errors.Append(ErrorCode.None).MaxBy(static error =>
        error == ErrorCode.None ? 0 : error == ErrorCode.OperationNotAttempted ? 1 : TransactionErrors.IsRepeated(error) ? 2 : 3);

    private async Task<T> RepeatAsync<T>(
        Coordinator coordinator, string what, Func<BrokerConnection, Task<(ErrorCode Error, T Value)>> ask, CancellationToken cancellationToken)
    {
        for (int failures = 0; ; failures++)
        {
            ErrorCode error;
            try
            {
                BrokerConnection connection = await coordinator.ConnectAsync(ConnectionPurpose.Control, cancellationToken).ConfigureAwait(false);
                (error, T value) = await ask(connection).ConfigureAwait(false);
                if (error == ErrorCode.None)
                {
                    return value;
                }
            }
            catch (KafkaException e) when (TransactionErrors.IsRepeated(e.ErrorCode))
            {
                error = e.ErrorCode;
            }

            if (!TransactionErrors.IsRepeated(error))
            {
                throw Errors.ToException(error, what);
            }

            if (Errors.NeedsCoordinator(error) || error is ErrorCode.RequestTimedOut or ErrorCode.BrokerNotAvailable)
            {
                coordinator.Forget();
            }

            TimeSpan pause = cluster.RetryBackoff.Pause(failures);
            await Task.Delay(
                error == ErrorCode.ConcurrentTransactions && pause > ConcurrentPause ? ConcurrentPause : pause, cluster.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
