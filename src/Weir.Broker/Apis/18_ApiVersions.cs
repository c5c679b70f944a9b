using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ApiVersions, versions 0 to 4 (KIP-35, KIP-511, KIP-584): what this broker serves, computed from the registered handlers.
/// An unknown version is answered in v0 with UNSUPPORTED_VERSION and the table, so that newer clients can step down.
/// Produce is reported from version 0: librdkafka up to 2.11.0 stops compressing otherwise (KAFKA-18659).
/// Features are listed only as far as they are implemented; v3 leaves out those whose lowest level is 0 (KAFKA-17011).
/// </summary>
internal sealed class ApiVersionsHandler(BrokerServices services) : ApiHandler<ApiVersionsRequest, ApiVersionsResponse>(0, 4)
{
    private const short FirstVersionWithClientSoftware = 3;

    protected override ValueTask<ApiVersionsResponse?> HandleAsync(ApiVersionsRequest request, RequestContext context)
    {
        var response = new ApiVersionsResponse();
        if (context.IsUnsupportedVersion)
        {
            response.ErrorCode = ErrorCode.UnsupportedVersion;
            response.ApiKeys = [Table().First(api => api.ApiKey == (short)ApiKey.ApiVersions)];
        }
        else if (context.ApiVersion >= FirstVersionWithClientSoftware
            && !(IsSoftwareName(request.ClientSoftwareName) && IsSoftwareName(request.ClientSoftwareVersion)))
        {
            response.ErrorCode = ErrorCode.InvalidRequest;
        }
        else
        {
            if (context.ApiVersion >= FirstVersionWithClientSoftware)
            {
                context.Connection.Introduce(request.ClientSoftwareName, request.ClientSoftwareVersion);
            }

            response.ApiKeys = Table();
            AddFeatures(response, context.ApiVersion);
        }

        return new ValueTask<ApiVersionsResponse?>(response);
    }

    private List<ApiVersionsResponse.ApiVersion> Table() => services.Apis.Handlers
        .Where(handler => handler.IsAdvertised)
        .Select(handler => new ApiVersionsResponse.ApiVersion
        {
            ApiKey = (short)handler.Key,
            MinVersion = handler.Key == ApiKey.Produce ? (short)0 : handler.LowestVersion,
            MaxVersion = handler.HighestVersion,
        })
        .ToList();

    private void AddFeatures(ApiVersionsResponse response, short version)
    {
        bool knowsLowestZero = version > FirstVersionWithClientSoftware;
        foreach (BrokerFeature feature in BrokerFeature.All)
        {
            if (feature.Lowest > 0 || knowsLowestZero)
            {
                response.SupportedFeatures.Add(new() { Name = feature.Name, MinVersion = feature.Lowest, MaxVersion = feature.Highest });
            }

            if (services.Controller.FeatureLevel(feature.Name) is > 0 and short level)
            {
                response.FinalizedFeatures.Add(new() { Name = feature.Name, MinVersionLevel = level, MaxVersionLevel = level });
            }
        }

        response.FinalizedFeaturesEpoch = services.Controller.LastOffset;
    }

    // [a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])? of KIP-511
    private static bool IsSoftwareName(string name) =>
        name.Length > 0
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
}
