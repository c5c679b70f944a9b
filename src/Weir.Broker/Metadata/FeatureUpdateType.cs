namespace Weir.Broker;

/// <summary>Which way the level of a feature may go (KIP-778).</summary>
internal enum FeatureUpdateType
{
    Upgrade = 1,

    /// <summary>Down, if nothing is lost by it.</summary>
    SafeDowngrade = 2,

    /// <summary>Down, whatever is lost.</summary>
    UnsafeDowngrade = 3,
}
