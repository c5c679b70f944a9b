namespace Weir.Client;

/// <summary>This library's version, as it is told to brokers (KIP-511).</summary>
internal static class ClientVersion
{
    public static string Text { get; } = typeof(ClientVersion).Assembly.GetName().Version?.ToString(3) ?? "0";
}
