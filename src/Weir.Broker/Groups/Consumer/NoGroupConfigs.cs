namespace Weir.Broker.Groups.Consumer;

/// <summary>Every group goes by the broker's settings.</summary>
internal sealed class NoGroupConfigs : IGroupConfigs
{
    public static readonly NoGroupConfigs Instance = new();

    public int? GetInt(string groupId, string name) => null;
}
