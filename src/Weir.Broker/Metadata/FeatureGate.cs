namespace Weir.Broker;

/// <summary>Switches APIs off while their feature is at level 0, and on again.</summary>
internal static class FeatureGate
{
    /// <summary>Brings every API in line with the levels as they are now. Called after each change, so that the last change wins.</summary>
    public static void Apply(ApiRegistry apis, MetadataController controller)
    {
        foreach (BrokerFeature feature in BrokerFeature.All)
        {
            bool isInUse = controller.FeatureLevel(feature.Name) > 0;
            foreach (Weir.Protocol.ApiKey key in feature.Apis)
            {
                if (apis.TryGet((short)key, out ApiHandler? handler))
                {
                    handler.IsSwitchedOff = !isInUse;
                }
            }
        }
    }
}
