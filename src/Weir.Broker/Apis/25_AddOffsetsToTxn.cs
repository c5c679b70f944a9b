using Weir.Broker.Groups;
using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// AddOffsetsToTxn, versions 0 to 4 (KIP-98): adds the partition of the offsets topic that holds the group. Before v2 a fenced producer is told
/// INVALID_PRODUCER_EPOCH.
/// </summary>
internal sealed class AddOffsetsToTxnHandler(OffsetsLog offsets, TransactionCoordinator transactions)
    : ApiHandler<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>(0, 4)
{
    private const short KnowsFenced = 2;

    protected override async ValueTask<AddOffsetsToTxnResponse?> HandleAsync(AddOffsetsToTxnRequest request, RequestContext context) => new()
    {
        ErrorCode = TransactionErrors.Fenced(await AddAsync(request), context.ApiVersion, KnowsFenced),
    };

    private async ValueTask<ErrorCode> AddAsync(AddOffsetsToTxnRequest request)
    {
        if (request.TransactionalId.Length == 0)
        {
            return ErrorCode.InvalidRequest;
        }

        return offsets.Locate(request.GroupId) is { } partition
            ? await transactions.AddPartitionsAsync(request.TransactionalId, request.ProducerId, request.ProducerEpoch, [partition])
            : ErrorCode.CoordinatorNotAvailable;
    }
}
