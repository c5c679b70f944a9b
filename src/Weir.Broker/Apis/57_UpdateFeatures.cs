using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// UpdateFeatures, versions 0 to 2 (KIP-584, KIP-778): all updates or none. A level is lowered only by who says so; that of the metadata never, as Kafka 4.3
/// refuses it. A feature at level 0 is out of use, and its APIs answer UNSUPPORTED_VERSION. What is wrong with one is the error of all; results by feature, which v2 has no more, are only of those that were updated. Durable before it is answered.
/// </summary>
internal sealed class UpdateFeaturesHandler(BrokerServices services) : ApiHandler<UpdateFeaturesRequest, UpdateFeaturesResponse>(0, 2)
{
    protected override async ValueTask<UpdateFeaturesResponse?> HandleAsync(UpdateFeaturesRequest request, RequestContext context)
    {
        List<(UpdateFeaturesRequest.FeatureUpdateKey Update, ApiError Error)> results = request.FeatureUpdates.ConvertAll(update => (update, Check(update, TypeOf(update, context.ApiVersion))));
        (UpdateFeaturesRequest.FeatureUpdateKey? failed, ApiError first) = results.Find(result => !result.Error.IsNone);
        if (failed is null && !request.ValidateOnly)
        {
            first = services.Controller.ChangeFeatures([.. request.FeatureUpdates.Select(update => (update.Feature, update.MaxVersionLevel))]);
            ErrorCode stored = first.IsNone ? await services.Controller.FlushedAsync() : ErrorCode.None;
            FeatureGate.Apply(services.Apis, services.Controller);
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

    private ApiError Check(UpdateFeaturesRequest.FeatureUpdateKey update, FeatureUpdateType type)
    {
        string? problem = Problem(update.Feature, update.MaxVersionLevel, type);
        if (problem is not null)
        {
            return new ApiError(ErrorCode.InvalidUpdateVersion, $"Invalid update version {update.MaxVersionLevel} for feature {update.Feature}. {problem}");
        }

        short current = services.Controller.FeatureLevel(update.Feature);
        return update.Feature == MetadataController.MetadataVersionFeature && update.MaxVersionLevel < current
            ? RefuseMetadata(update.MaxVersionLevel, current, type)
            : ApiError.None;
    }

    private string? Problem(string name, short level, FeatureUpdateType type)
    {
        BrokerFeature? known = BrokerFeature.All.FirstOrDefault(feature => feature.Name == name);
        short current = services.Controller.FeatureLevel(name);
        return type switch
        {
            _ when !Enum.IsDefined(type) => "The controller does not support the given upgrade type.",
            _ when level < 0 => "A feature version cannot be less than 0.",
            _ when known is null && level == 0 => $"Feature {name} not found.",
            _ when known is null => $"Local controller {services.NodeId} does not support this feature.",
            _ when level < known.Lowest || level > known.Highest => $"Local controller {services.NodeId} only supports versions {known.Lowest}-{known.Highest}",
            FeatureUpdateType.Upgrade when level < current => "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.",
            not FeatureUpdateType.Upgrade when level > current => "Can't downgrade to a newer version.",
            _ => null,
        };
    }

    // What the levels in use have written down, older ones cannot say.
    private static ApiError RefuseMetadata(short level, short current, FeatureUpdateType type)
    {
        string reason = type == FeatureUpdateType.UnsafeDowngrade
            ? "Unsafe metadata downgrade is not supported in this version."
            : "Refusing to perform the requested downgrade because it might delete metadata information.";
        return new ApiError(ErrorCode.InvalidUpdateVersion, $"Unsupported metadata.version downgrade from {current} to {level}. {reason}");
    }

    private static FeatureUpdateType TypeOf(UpdateFeaturesRequest.FeatureUpdateKey update, short version) => version == 0
        ? update.AllowDowngrade ? FeatureUpdateType.SafeDowngrade : FeatureUpdateType.Upgrade
        : (FeatureUpdateType)update.UpgradeType;
}
