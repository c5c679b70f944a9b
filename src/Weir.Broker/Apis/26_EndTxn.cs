using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// EndTxn, versions 0 to 5 (KIP-98). Answered when the decision and every marker are durable: what was committed can be read then. v5 is
/// transactions V2 (KIP-890): the epoch goes up with every end and is told to the producer. Before v2 a fenced producer is told INVALID_PRODUCER_EPOCH.
/// </summary>
internal sealed class EndTxnHandler(ProducerIdAllocator producerIds, TransactionCoordinator transactions) : ApiHandler<EndTxnRequest, EndTxnResponse>(0, 5)
{
    private const short KnowsFenced = 2;
    private const short BumpsEpoch = 5;

    protected override async ValueTask<EndTxnResponse?> HandleAsync(EndTxnRequest request, RequestContext context)
    {
        bool bumpsEpoch = context.ApiVersion >= BumpsEpoch;
        ProducerIdentity identity = request.TransactionalId.Length == 0
            ? ProducerIdentity.Failed(ErrorCode.InvalidRequest)
            : await transactions.EndAsync(request.TransactionalId, new TransactionEnd(request.ProducerId, request.ProducerEpoch, request.Committed, bumpsEpoch));
        if (identity.Error == ErrorCode.None && identity.ProducerId != request.ProducerId)
        {
            ErrorCode flushed = await producerIds.FlushedAsync();
            identity = flushed == ErrorCode.None ? identity : ProducerIdentity.Failed(flushed);
        }

        return new EndTxnResponse
        {
            ErrorCode = TransactionErrors.Fenced(identity.Error, context.ApiVersion, KnowsFenced),
            ProducerId = bumpsEpoch ? identity.ProducerId : TransactionMetadata.NoProducerId,
            ProducerEpoch = bumpsEpoch ? identity.Epoch : TransactionMetadata.NoEpoch,
        };
    }
}
