using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>Settings of a group that change while it lives.</summary>
internal sealed class MutableConfigs : IGroupConfigs
{
    public Dictionary<string, int> Values { get; } = new(StringComparer.Ordinal);

    public int? GetInt(string groupId, string name) => Values.TryGetValue(name, out int value) ? value : null;
}
