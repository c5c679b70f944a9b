using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// InitProducerId, versions 0 to 5 (KIP-98, KIP-360). Without a transactional id: a fresh producer id with epoch 0, whatever the
/// producer had before, as Kafka answers. Transactions are not served: with a transactional id the answer is UNSUPPORTED_VERSION, which every
/// client reports at once instead of retrying.
/// </summary>
internal sealed class InitProducerIdHandler(ProducerIdAllocator producerIds) : ApiHandler<InitProducerIdRequest, InitProducerIdResponse>(0, 5)
{
    protected override async ValueTask<InitProducerIdResponse?> HandleAsync(InitProducerIdRequest request, RequestContext context)
    {
        if (request.TransactionalId is not null)
        {
            ErrorCode refused = request.TransactionalId.Length == 0 ? ErrorCode.InvalidRequest : ErrorCode.UnsupportedVersion;
            return new InitProducerIdResponse { ErrorCode = refused, ProducerEpoch = -1 };
        }

        (ErrorCode error, long id) = await producerIds.NextAsync();
        return new InitProducerIdResponse { ErrorCode = error, ProducerId = id, ProducerEpoch = error == ErrorCode.None ? (short)0 : (short)-1 };
    }
}
