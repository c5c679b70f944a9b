using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DescribeClientQuotas, versions 0 to 1 (KIP-546): the limits whose entities match every component: by name, by being the default, or by having the type
/// at all. Strict leaves out entities that have further types.
/// </summary>
internal sealed class DescribeClientQuotasHandler(QuotaTable quotas) : ApiHandler<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(0, 1)
{
    private const sbyte MatchExact = 0;
    private const sbyte MatchDefault = 1;
    private const sbyte MatchSpecified = 2;

    private static readonly string[] Types = [QuotaEntity.UserType, QuotaEntity.ClientIdType, QuotaEntity.IpType];

    protected override ValueTask<DescribeClientQuotasResponse?> HandleAsync(DescribeClientQuotasRequest request, RequestContext context)
    {
        var response = new DescribeClientQuotasResponse { ErrorMessage = null };
        if (Problem(request) is { } problem)
        {
            (response.ErrorCode, response.ErrorMessage, response.Entries) = (problem.Code, problem.Message, null);
            return new ValueTask<DescribeClientQuotasResponse?>(response);
        }

        foreach ((QuotaEntity entity, Dictionary<string, double> values) in quotas.All)
        {
            (string Type, string? Name)[] parts = [.. entity.Parts];
            if (request.Components.TrueForAll(component => Matches(parts, component)) && (!request.Strict || parts.Length == request.Components.Count))
            {
                response.Entries!.Add(new()
                {
                    Entity = [.. parts.Select(part => new DescribeClientQuotasResponse.EntityData { EntityType = part.Type, EntityName = part.Name })],
                    Values = [.. values.Select(pair => new DescribeClientQuotasResponse.ValueData { Key = pair.Key, Value = pair.Value })],
                });
            }
        }

        return new ValueTask<DescribeClientQuotasResponse?>(response);
    }

    private static bool Matches((string Type, string? Name)[] parts, DescribeClientQuotasRequest.ComponentData component) =>
        Array.Exists(parts, part => part.Type == component.EntityType && component.MatchType switch
        {
            MatchExact => part.Name == component.Match,
            MatchDefault => part.Name is null,
            _ => true,
        });

    private static ApiError? Problem(DescribeClientQuotasRequest request)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (DescribeClientQuotasRequest.ComponentData component in request.Components)
        {
            if (!Types.Contains(component.EntityType, StringComparer.Ordinal))
            {
                return component.EntityType.Length == 0
                    ? new ApiError(ErrorCode.InvalidRequest, "Unexpected empty filter component entity type")
                    : new ApiError(ErrorCode.UnsupportedVersion, $"Custom entity type '{component.EntityType}' not supported");
            }

            if (!seen.Add(component.EntityType))
            {
                return new ApiError(ErrorCode.InvalidRequest, $"Duplicate filter component entity type: {component.EntityType}");
            }

            if (component.MatchType is < MatchExact or > MatchSpecified || (component.MatchType == MatchExact && component.Match is null))
            {
                return new ApiError(ErrorCode.InvalidRequest, $"Unexpected match type: {component.MatchType}");
            }
        }

        return seen.Contains(QuotaEntity.IpType) && seen.Count > 1
            ? new ApiError(ErrorCode.InvalidRequest, "Invalid entity filter component combination: an IP cannot be combined with users or client ids.")
            : null;
    }
}
