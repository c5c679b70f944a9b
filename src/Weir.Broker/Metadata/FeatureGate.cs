namespace Weir.Broker;

/// <summary>Switches APIs off while their feature is at level 0, and on again.</summary>
/// <remarks>Thread model: any thread. The lock keeps an older look at the levels from coming after a newer one.</remarks>
internal static class FeatureGate
{
    private static readonly Lock Applying = new();

    /// <summary>Brings every API in line with the levels as they are now. Called after each change, so that the last change wins.</summary>
    public static void Apply(ApiRegistry apis, MetadataController controller)
    {
        lock (Applying)
        {
            foreach (BrokerFeature feature in BrokerFeature.All)
            {
                Apply(apis, feature, controller.FeatureLevel(feature.Name) > 0);
            }
        }
    }

    private static void Apply(ApiRegistry apis, BrokerFeature feature, bool isInUse)
    {
        foreach (Weir.Protocol.ApiKey key in feature.Apis)
        {
            if (apis.TryGet((short)key, out ApiHandler? handler))
            {
                handler.IsSwitchedOff = !isInUse;
            }
        }
    }
}
