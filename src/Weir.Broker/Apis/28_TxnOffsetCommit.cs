using Weir.Broker.Groups;
using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// TxnOffsetCommit, versions 0 to 5 (KIP-98): offsets that count when the transaction is committed. Answered when they are durable. Leader epoch
/// from v2, the member from v3 (KIP-447), TRANSACTION_ABORTABLE from v4, and in v5 committing adds the group to the transaction (KIP-890).
/// </summary>
internal sealed class TxnOffsetCommitHandler(BrokerServices services, OffsetsLog offsets, GroupCoordinator groups, TransactionCoordinator transactions)
    : ApiHandler<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(0, 5)
{
    private const short AddsImplicitly = 5;

    protected override async ValueTask<TxnOffsetCommitResponse?> HandleAsync(TxnOffsetCommitRequest request, RequestContext context)
    {
        var entries = new List<OffsetCommitEntry>();
        var accepted = new List<TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition>();
        var response = new TxnOffsetCommitResponse { Topics = request.Topics.ConvertAll(topic => Resolve(topic, entries, accepted)) };
        if (entries.Count == 0)
        {
            return response;
        }

        ErrorCode error = await CommitAsync(request, context.ApiVersion, entries);
        for (int i = 0; i < entries.Count; i++)
        {
            accepted[i].ErrorCode = error == ErrorCode.None ? entries[i].Error : error;
        }

        return response;
    }

    private async ValueTask<ErrorCode> CommitAsync(TxnOffsetCommitRequest request, short version, List<OffsetCommitEntry> entries)
    {
        if (request.TransactionalId.Length == 0)
        {
            return ErrorCode.InvalidRequest;
        }

        if (request.GroupId.Length == 0)
        {
            return ErrorCode.InvalidGroupId;
        }

        if (offsets.Locate(request.GroupId) is not { } partition)
        {
            return ErrorCode.CoordinatorNotAvailable;
        }

        var commit = new GroupCommit(request.MemberId, request.GroupInstanceId, request.GenerationId, entries) { IsTransactional = true };
        var reply = new TaskReply<ErrorCode>();
        var held = new HeldReply<ErrorCode>(reply);
        ErrorCode error = transactions.Write(
            request.TransactionalId,
            request.ProducerId,
            request.ProducerEpoch,
            partition,
            version >= AddsImplicitly,
            () => groups.CommitTransactional(request.GroupId, new GroupProducer(request.ProducerId, request.ProducerEpoch), commit, held));
        if (error != ErrorCode.None)
        {
            return TransactionErrors.OfOffsets(error, version);
        }

        held.Release();
        return await reply.Task;
    }

    private TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic Resolve(
        TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic wanted,
        List<OffsetCommitEntry> entries,
        List<TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition> accepted)
    {
        services.Topics.TryGet(wanted.Name, out Topic? topic);
        var result = new TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic { Name = wanted.Name };
        foreach (TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition partition in wanted.Partitions)
        {
            var answer = new TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition { PartitionIndex = partition.PartitionIndex };
            result.Partitions.Add(answer);
            if (OffsetCommitEntry.For(topic, partition.PartitionIndex, partition.CommittedOffset, partition.CommittedLeaderEpoch, partition.CommittedMetadata) is { } entry)
            {
                accepted.Add(answer);
                entries.Add(entry);
            }
            else
            {
                answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
            }
        }

        return result;
    }

    protected override TxnOffsetCommitResponse? ErrorResponse(TxnOffsetCommitRequest request, short version, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic
        {
            Name = topic.Name,
            Partitions = topic.Partitions.ConvertAll(partition =>
                new TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition { PartitionIndex = partition.PartitionIndex, ErrorCode = error }),
        }),
    };
}
