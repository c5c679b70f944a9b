namespace Weir.Broker.Groups.Consumer;

/// <summary>Settings of single groups as the cluster's metadata has them.</summary>
/// <remarks>Thread model: any thread; takes the lock of the <see cref="MetadataController"/>, which comes after those of groups.</remarks>
internal sealed class GroupConfigs(MetadataController controller, BrokerConfig broker) : IGroupConfigs
{
    public int? GetInt(string groupId, string name) =>
        controller.ConfigsOf(ConfigResourceType.Group, groupId).TryGetValue(name, out string? value)
            ? GroupBounds.Clamp(name, ConfigText.ToInt(value), broker)
            : null;
}
