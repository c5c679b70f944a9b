namespace Weir.Broker;

/// <summary>The broker settings that <see cref="BrokerOptions.Properties"/> may hold.</summary>
public static class BrokerSettings
{
    /// <summary>Every name the broker knows.</summary>
    public static IEnumerable<string> Names => BrokerConfigDefinitions.ByName.Keys;

    /// <summary>Whether the broker knows the setting.</summary>
    public static bool IsKnown(string name) => BrokerConfigDefinitions.ByName.ContainsKey(name);
}
