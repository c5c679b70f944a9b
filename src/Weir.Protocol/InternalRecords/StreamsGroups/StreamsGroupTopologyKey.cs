namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Topology Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 23)]
public sealed partial class StreamsGroupTopologyKey
{
    public string GroupId { get; set; } = "";
}
