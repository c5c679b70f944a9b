using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// InitProducerId, versions 0 to 5 (KIP-98, KIP-360). Without a transactional id: a fresh producer id with epoch 0, whatever the
/// producer had before, as Kafka answers. With one: its id with the next epoch, which fences earlier producers; CONCURRENT_TRANSACTIONS while
/// their transaction is being aborted. v3 may name the id and epoch to go on from; before v4 a fenced producer is told INVALID_PRODUCER_EPOCH.
/// </summary>
internal sealed class InitProducerIdHandler(ProducerIdAllocator producerIds, TransactionCoordinator transactions)
    : ApiHandler<InitProducerIdRequest, InitProducerIdResponse>(0, 5)
{
    private const short KnowsFenced = 4;

    protected override async ValueTask<InitProducerIdResponse?> HandleAsync(InitProducerIdRequest request, RequestContext context)
    {
        ProducerIdentity identity = await IdentifyAsync(request);
        return new InitProducerIdResponse
        {
            ErrorCode = TransactionErrors.Fenced(identity.Error, context.ApiVersion, KnowsFenced),
            ProducerId = identity.ProducerId,
            ProducerEpoch = identity.Epoch,
        };
    }

    private async ValueTask<ProducerIdentity> IdentifyAsync(InitProducerIdRequest request)
    {
        ProducerIdentity identity;
        if (request.TransactionalId is { } transactionalId)
        {
            bool isPair = (request.ProducerId < 0) == (request.ProducerEpoch < 0);
            if (transactionalId.Length == 0 || !isPair)
            {
                return ProducerIdentity.Failed(ErrorCode.InvalidRequest);
            }

            identity = await transactions.InitAsync(transactionalId, new ProducerInit(request.TransactionTimeoutMs, request.ProducerId, request.ProducerEpoch));
        }
        else
        {
            long id = producerIds.Take();
            identity = id < 0 ? ProducerIdentity.Failed(ErrorCode.CoordinatorNotAvailable) : new ProducerIdentity(ErrorCode.None, id, 0);
        }

        ErrorCode flushed = identity.Error == ErrorCode.None ? await producerIds.FlushedAsync() : ErrorCode.None;
        return flushed == ErrorCode.None ? identity : ProducerIdentity.Failed(flushed);
    }
}
