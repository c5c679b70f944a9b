namespace Weir.Broker;

/// <summary>What IncrementalAlterConfigs does with a setting, with the protocol's numbers.</summary>
internal enum ConfigOperation : sbyte
{
    Set = 0,
    Delete = 1,
    Append = 2,
    Subtract = 3,
}
