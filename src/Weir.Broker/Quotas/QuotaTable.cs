using System.Net;

namespace Weir.Broker;

/// <summary>The limits that are set, and which of them holds for a client (KIP-13, "quota precedence").</summary>
/// <remarks>Thread model: any thread reads; the <see cref="MetadataController"/> alone replaces the content, as a whole.</remarks>
internal sealed class QuotaTable
{
    private readonly QuotaAddresses _addresses = new(TimeProvider.System);
    private volatile Dictionary<QuotaEntity, Dictionary<string, double>> _limits = [];

    /// <summary>Nobody is limited: nothing need be measured.</summary>
    public bool IsEmpty => _limits.Count == 0;

    /// <summary>All limits. The dictionaries are never changed.</summary>
    public IReadOnlyDictionary<QuotaEntity, Dictionary<string, double>> All => _limits;

    /// <summary>The limit for a client and the entity it is set for; the most specific one wins.</summary>
    public bool TryFind(string user, string clientId, string key, out QuotaEntity entity, out double limit)
    {
        Dictionary<QuotaEntity, Dictionary<string, double>> limits = _limits;
        ReadOnlySpan<QuotaEntity> candidates =
        [
            QuotaEntity.Of(user, clientId), QuotaEntity.Of(user, null), QuotaEntity.OfUser(user),
            QuotaEntity.Of(null, clientId), QuotaEntity.Of(null, null), QuotaEntity.OfUser(null),
            QuotaEntity.OfClient(clientId), QuotaEntity.OfClient(null),
        ];
        foreach (QuotaEntity candidate in candidates)
        {
            if (limits.TryGetValue(candidate, out Dictionary<string, double>? values) && values.TryGetValue(key, out limit))
            {
                entity = candidate;
                return true;
            }
        }

        (entity, limit) = (default, 0);
        return false;
    }

    /// <summary>The limit for an address; its own wins over that of all others.</summary>
    public bool TryFindAddress(IPAddress address, string key, out QuotaEntity entity, out double limit)
    {
        Dictionary<QuotaEntity, Dictionary<string, double>> limits = _limits;
        QuotaEntity ofAll = QuotaEntity.OfIp(null);
        ReadOnlySpan<QuotaEntity> candidates = _addresses.TryFind(address, out string? name) ? [QuotaEntity.OfIp(name), ofAll] : [ofAll];
        foreach (QuotaEntity candidate in candidates)
        {
            if (limits.TryGetValue(candidate, out Dictionary<string, double>? values) && values.TryGetValue(key, out limit))
            {
                entity = candidate;
                return true;
            }
        }

        (entity, limit) = (default, 0);
        return false;
    }

    /// <summary>Completes when the hosts that are limited have been looked up: from then on their limits hold.</summary>
    public Task HostsLookedUp => _addresses.LookedUp;

    /// <summary>Whether there is an address to limit: false for a host that cannot be looked up.</summary>
    public static async Task<bool> CanLimitAsync(QuotaEntity entity) => entity.Ip is not { } ip || (await QuotaAddresses.LookUpAsync(ip)).Length > 0;

    internal void Replace(Dictionary<QuotaEntity, Dictionary<string, double>> limits)
    {
        _limits = limits;
        _addresses.Replace([.. limits.Keys.Select(static entity => entity.Ip).OfType<string>()]);
    }
}
