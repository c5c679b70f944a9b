namespace Weir.Broker;

/// <summary>Where a broker can be reached.</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">1 to 65535; 0 asks for a free port when binding.</param>
public readonly record struct BrokerEndpoint(string Host, int Port)
{
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
