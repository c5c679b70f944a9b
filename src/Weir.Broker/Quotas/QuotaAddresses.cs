using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Weir.Broker;

/// <summary>
/// Which of the limited addresses and hosts an address belongs to. A host is looked up when it is first limited and when the broker starts; one that nobody
/// could tell the addresses of is looked up again when somebody connects, at most once a minute.
/// </summary>
/// <remarks>
/// Thread model: any thread finds. The <see cref="MetadataController"/> says what is limited; look-ups end on the thread pool. What is known is guarded by the lock and
/// published as a whole.
/// </remarks>
internal sealed class QuotaAddresses(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IPAddress[]> _known = new(StringComparer.Ordinal);
    private HashSet<string> _names = [];
    private long _lookedUpAt;
    private volatile bool _hasUnknown;
    private volatile Dictionary<IPAddress, string> _nameOf = [];
    private volatile Task _lookUps = Task.CompletedTask;

    /// <summary>Completes when every host that is limited now has been looked up, found or not.</summary>
    public Task LookedUp => _lookUps;

    /// <summary>The addresses of a host, all of them; an address is its own. None when it has none, or nobody says so in five seconds.</summary>
    public static async Task<IPAddress[]> LookUpAsync(string name)
    {
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            return [address];
        }

        try
        {
            // The system's call cannot be cancelled: it is left to itself.
            return await Dns.GetHostAddressesAsync(name).WaitAsync(Patience, TimeProvider.System);
        }
        catch (Exception error) when (error is SocketException or ArgumentException or TimeoutException)
        {
            return [];
        }
    }

    public bool TryFind(IPAddress address, [NotNullWhen(true)] out string? name)
    {
        if (_hasUnknown && time.GetElapsedTime(Volatile.Read(ref _lookedUpAt)) > RetryInterval)
        {
            LookUpUnknown();
        }

        return _nameOf.TryGetValue(address, out name);
    }

    /// <summary>Takes these for all addresses and hosts that are limited.</summary>
    public void Replace(IEnumerable<string> names)
    {
        lock (_lock)
        {
            _names = [.. names];
            foreach (string gone in _known.Keys.Except(_names).ToList())
            {
                _known.Remove(gone);
            }

            Publish();
        }

        LookUpUnknown();
    }

    private void LookUpUnknown()
    {
        string[] unknown;
        lock (_lock)
        {
            unknown = [.. _names.Where(name => !_known.ContainsKey(name))];
            _hasUnknown = unknown.Length > 0;
            Volatile.Write(ref _lookedUpAt, time.GetTimestamp());
        }

        _lookUps = unknown.Length == 0 ? _lookUps : Task.WhenAll([_lookUps, .. unknown.Select(LearnAsync)]);
    }

    private async Task LearnAsync(string name)
    {
        IPAddress[] addresses = await LookUpAsync(name);
        lock (_lock)
        {
            if (addresses.Length > 0 && _names.Contains(name))
            {
                _known[name] = addresses;
                _hasUnknown = _known.Count < _names.Count;
                Publish();
            }
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
