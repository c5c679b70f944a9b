namespace Weir.Broker.Groups.Consumer;

/// <summary>Settings of single groups (config resource type 32).</summary>
internal interface IGroupConfigs
{
    /// <summary>The group's own value, within the broker's bounds; null when it has none.</summary>
    int? GetInt(string groupId, string name);
}
