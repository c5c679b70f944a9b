using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// UpdateFeatures, versions 0 to 2 (KIP-584, KIP-778): all updates or none. A level cannot be lowered: features are finalized at what this broker does.
/// What is wrong with one is the error of all; results by feature, which v2 has no more, are only of those that were updated. Durable before it is answered.
/// </summary>
internal sealed class UpdateFeaturesHandler(BrokerServices services) : ApiHandler<UpdateFeaturesRequest, UpdateFeaturesResponse>(0, 2)
{
    private const sbyte LowestUpgradeType = 1;
    private const sbyte HighestUpgradeType = 3;

    protected override async ValueTask<UpdateFeaturesResponse?> HandleAsync(UpdateFeaturesRequest request, RequestContext context)
    {
        List<(UpdateFeaturesRequest.FeatureUpdateKey Update, ApiError Error)> results = request.FeatureUpdates.ConvertAll(update => (update, Check(update)));
        (UpdateFeaturesRequest.FeatureUpdateKey? failed, ApiError first) = results.Find(result => !result.Error.IsNone);
        if (failed is null && !request.ValidateOnly)
        {
            first = services.Controller.ChangeFeatures([.. request.FeatureUpdates.Select(update => (update.Feature, update.MaxVersionLevel))]);
            ErrorCode stored = first.IsNone ? await services.Controller.FlushedAsync() : ErrorCode.None;
            first = stored == ErrorCode.None ? first : new ApiError(stored, "The cluster metadata could not be stored.");
        }

        if (!first.IsNone)
        {
            string? message = failed is null ? first.Message : $"The update failed for all features since the following feature had an error: {first.Message}";
            return new UpdateFeaturesResponse { ErrorCode = first.Code, ErrorMessage = message };
        }

        return new UpdateFeaturesResponse
        {
            ErrorMessage = null,
            Results = request.FeatureUpdates.ConvertAll(update => new UpdateFeaturesResponse.UpdatableFeatureResult { Feature = update.Feature, ErrorMessage = null }),
        };
    }

    private ApiError Check(UpdateFeaturesRequest.FeatureUpdateKey update)
    {
        string prefix = $"Invalid update version {update.MaxVersionLevel} for feature {update.Feature}.";
        BrokerFeature? known = BrokerFeature.All.FirstOrDefault(feature => feature.Name == update.Feature);
        if (known is null)
        {
            return new ApiError(ErrorCode.InvalidUpdateVersion, $"{prefix} Local controller {services.NodeId} does not support this feature.");
        }

        if (update.UpgradeType is < LowestUpgradeType or > HighestUpgradeType)
        {
            return new ApiError(ErrorCode.InvalidUpdateVersion, $"{prefix} The controller does not support the given upgrade type.");
        }

        if (update.MaxVersionLevel < known.Lowest || update.MaxVersionLevel > known.Highest)
        {
            return new ApiError(ErrorCode.InvalidUpdateVersion, $"{prefix} Local controller {services.NodeId} only supports versions {known.Lowest}-{known.Highest}");
        }

        return update.MaxVersionLevel >= services.Controller.FeatureLevel(update.Feature)
            ? ApiError.None
            : new ApiError(ErrorCode.InvalidUpdateVersion, $"{prefix} This broker uses level {known.Highest} wherever it is started and cannot go back.");
    }
}
