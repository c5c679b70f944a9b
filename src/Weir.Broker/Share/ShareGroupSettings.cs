namespace Weir.Broker.Share;

/// <summary>Settings of share groups: the group's own, or else the broker's.</summary>
/// <remarks>Thread model: any thread; takes the lock of the <see cref="MetadataController"/>, which comes after those of share partitions.</remarks>
internal sealed class ShareGroupSettings(MetadataController controller, BrokerConfig config) : ISharePartitionSettings
{
    // The broker's part cannot change while it runs.
    private readonly ShareSettings _broker = new()
    {
        LockDurationMs = config.GetInt("group.share.record.lock.duration.ms"),
        DeliveryCountLimit = config.GetInt("group.share.delivery.count.limit"),
        MaxInFlight = config.GetInt("group.share.partition.max.record.locks"),
    };

    public ShareSettings Of(string groupId)
    {
        IReadOnlyDictionary<string, string> own = controller.ConfigsOf(ConfigResourceType.Group, groupId);
        return own.Count == 0 ? _broker : new ShareSettings
        {
            LockDurationMs = GetInt(own, "share.record.lock.duration.ms") ?? _broker.LockDurationMs,
            DeliveryCountLimit = GetInt(own, "share.delivery.count.limit") ?? _broker.DeliveryCountLimit,
            MaxInFlight = GetInt(own, "share.partition.max.record.locks") ?? _broker.MaxInFlight,
            ReadCommitted = own.GetValueOrDefault("share.isolation.level") == "read_committed",
            MayRenew = !own.TryGetValue("share.renew.acknowledge.enable", out string? renew) || ConfigText.ToBoolean(renew),
            OffsetReset = own.GetValueOrDefault("share.auto.offset.reset", _broker.OffsetReset),
        };
    }

    private int? GetInt(IReadOnlyDictionary<string, string> own, string name) =>
        own.TryGetValue(name, out string? value) ? GroupBounds.Clamp(name, ConfigText.ToInt(value), config) : null;
}
