using System.Reflection;

namespace Weir;

/// <summary>What this program is.</summary>
internal static class Product
{
    /// <summary>The version without build metadata.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
}
