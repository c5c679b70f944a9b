using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Weir.Broker;

/// <summary>Which of the limited addresses and hosts an address belongs to. A host is looked up before its limit is set, and when the broker starts.</summary>
/// <remarks>
/// Thread model: any thread finds. What is known is changed under a lock, by the <see cref="MetadataController"/> and by whoever has looked up a host, and published as a whole.
/// </remarks>
internal sealed class QuotaAddresses
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IPAddress[]> _known = new(StringComparer.Ordinal);
    private volatile Dictionary<IPAddress, string> _nameOf = [];

    public bool TryFind(IPAddress address, [NotNullWhen(true)] out string? name) => _nameOf.TryGetValue(address, out name);

    /// <summary>Takes these for all addresses and hosts that are limited.</summary>
    public void Replace(IReadOnlyCollection<string> names)
    {
        List<string> unknown;
        lock (_lock)
        {
            foreach (string gone in _known.Keys.Except(names).ToList())
            {
                _known.Remove(gone);
            }

            Publish();
            unknown = [.. names.Where(name => !_known.ContainsKey(name))];
        }

        foreach (string name in unknown)
        {
            _ = ResolveAsync(name).AsTask();
        }
    }

    /// <summary>Learns the addresses of a host, all of them; an address is its own.</summary>
    /// <returns>False when it has none, or nobody says so in five seconds.</returns>
    public async ValueTask<bool> ResolveAsync(string name)
    {
        IPAddress[] addresses = IPAddress.TryParse(name, out IPAddress? address) ? [address] : await LookUpAsync(name);
        if (addresses.Length == 0)
        {
            return false;
        }

        lock (_lock)
        {
            _known[name] = addresses;
            Publish();
        }

        return true;
    }

    private static async Task<IPAddress[]> LookUpAsync(string host)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            return await Dns.GetHostAddressesAsync(host, limit.Token);
        }
        catch (Exception error) when (error is SocketException or ArgumentException or OperationCanceledException)
        {
            return [];
        }
    }

    // An address that is limited by itself and by its host's name goes by its own limit.
    private void Publish()
    {
        Dictionary<IPAddress, string> nameOf = [];
        foreach ((string name, IPAddress[] addresses) in _known.OrderBy(static known => IPAddress.TryParse(known.Key, out _)))
        {
            foreach (IPAddress address in addresses)
            {
                nameOf[address] = name;
            }
        }

        _nameOf = nameOf;
    }
}
