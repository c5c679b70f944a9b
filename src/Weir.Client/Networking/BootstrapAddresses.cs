using System.Globalization;

namespace Weir.Client.Networking;

/// <summary>Reads <c>bootstrap.servers</c>: host:port pairs, separated by commas; IPv6 hosts in brackets.</summary>
internal static class BootstrapAddresses
{
    private const string Key = "bootstrap.servers";
    private const string Form = "name one or more brokers as host:port, separated by commas.";

    /// <exception cref="ClientConfigurationException">Not a list of addresses, or an empty one.</exception>
    public static IReadOnlyList<BrokerAddress> Parse(string text)
    {
        string[] items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (items.Length == 0)
        {
            throw new ClientConfigurationException(Key, text, Form);
        }

        return Array.ConvertAll(items, item => ParseOne(item, text));
    }

    private static BrokerAddress ParseOne(string item, string text)
    {
        // A listener prefix as in PLAINTEXT://host:9092 is accepted, as Java does.
        int scheme = item.IndexOf("://", StringComparison.Ordinal);
        string address = scheme < 0 ? item : item[(scheme + 3)..];
        int colon = address.LastIndexOf(':');
        if (colon <= 0
            || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535)
        {
            throw new ClientConfigurationException(Key, text, $"'{item}' is not host:port; {Form}");
        }

        return new BrokerAddress(address[..colon].Trim('[', ']'), port);
    }
}
