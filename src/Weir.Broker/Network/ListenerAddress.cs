using System.Net;

namespace Weir.Broker;

/// <summary>Names of listeners, and the addresses behind them.</summary>
internal static class ListenerAddress
{
    /// <summary>The address to bind for a configured host; empty, <c>*</c> and <c>0.0.0.0</c> mean every interface.</summary>
    /// <exception cref="ArgumentException">The name does not resolve.</exception>
    public static IPAddress Resolve(string host)
    {
        if (host is "" or "*")
        {
            return IPAddress.Any;
        }

        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address))
        {
            return address;
        }

        if (host == "localhost")
        {
            return IPAddress.Loopback;
        }

        IPAddress[] found = Dns.GetHostAddresses(host);
        return found.Length > 0 ? found[0] : throw new ArgumentException($"The host name '{host}' has no address; bind an address of this machine.");
    }

    /// <summary>The address without the clothes of IPv6 that a socket for both gives it.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>
    /// What to tell clients when nothing is configured. Every interface is advertised as the loopback address: a broker on one
    /// machine is mostly used from that machine, and <c>localhost</c> would send clients to IPv6 first.
    /// </summary>
    public static string ReachableHost(string bindHost) => bindHost switch
    {
        "" or "*" or "0.0.0.0" or "::" or "[::]" or "localhost" => "127.0.0.1",
        _ => bindHost.Trim('[', ']'),
    };
}
