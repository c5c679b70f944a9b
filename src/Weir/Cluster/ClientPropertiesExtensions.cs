using Weir.Client;

namespace Weir.Cluster;

internal static class ClientPropertiesExtensions
{
    /// <summary>Sets a value that nobody has set.</summary>
    public static ClientProperties SetDefault(this ClientProperties properties, string key, string value) =>
        properties.Values.ContainsKey(key) ? properties : properties.Set(key, value);
}
