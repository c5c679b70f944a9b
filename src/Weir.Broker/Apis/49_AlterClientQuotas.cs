using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>AlterClientQuotas, versions 0 to 1 (KIP-546): sets and removes limits, each entity for itself. Durable before it is answered; in force at once.</summary>
internal sealed class AlterClientQuotasHandler(BrokerServices services) : ApiHandler<AlterClientQuotasRequest, AlterClientQuotasResponse>(0, 1)
{
    protected override async ValueTask<AlterClientQuotasResponse?> HandleAsync(AlterClientQuotasRequest request, RequestContext context)
    {
        var response = new AlterClientQuotasResponse();
        foreach (AlterClientQuotasRequest.EntryData entry in request.Entries)
        {
            response.Entries.Add(Answer(entry, await AlterAsync(entry, request.ValidateOnly)));
        }

        ErrorCode stored = request.ValidateOnly ? ErrorCode.None : await services.Controller.FlushedAsync();
        await services.Controller.Quotas.HostsLookedUp;
        foreach (AlterClientQuotasResponse.EntryData entry in response.Entries)
        {
            entry.ErrorCode = entry.ErrorCode == ErrorCode.None ? stored : entry.ErrorCode;
        }

        return response;
    }

    protected override AlterClientQuotasResponse? ErrorResponse(AlterClientQuotasRequest request, short version, ErrorCode error) => new()
    {
        Entries = request.Entries.ConvertAll(entry => Answer(entry, new ApiError(error, null))),
    };

    private async ValueTask<ApiError> AlterAsync(AlterClientQuotasRequest.EntryData entry, bool validateOnly)
    {
        if (QuotaEntity.TryCreate(entry.Entity.Select(part => (part.EntityType, part.EntityName)), out QuotaEntity entity) is { } problem)
        {
            return new ApiError(ErrorCode.InvalidRequest, problem);
        }

        if (!await QuotaTable.CanLimitAsync(entity))
        {
            return new ApiError(ErrorCode.InvalidRequest, $"{entity.Ip} is not a valid IP or resolvable host.");
        }

        foreach (AlterClientQuotasRequest.OpData operation in entry.Ops)
        {
            ApiError error = QuotaRules.Check(entity, operation.Key, operation.Value, operation.Remove);
            if (!error.IsNone)
            {
                return error;
            }
        }

        return validateOnly
            ? ApiError.None
            : services.Controller.ChangeQuotas(entity, [.. entry.Ops.Select(operation => (operation.Key, operation.Remove ? (double?)null : operation.Value))]);
    }

    private static AlterClientQuotasResponse.EntryData Answer(AlterClientQuotasRequest.EntryData entry, ApiError error) => new()
    {
        ErrorCode = error.Code,
        ErrorMessage = error.Message,
        Entity = entry.Entity.ConvertAll(part => new AlterClientQuotasResponse.EntityData { EntityType = part.EntityType, EntityName = part.EntityName }),
    };
}
