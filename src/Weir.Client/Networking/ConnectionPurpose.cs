namespace Weir.Client.Networking;

/// <summary>What a connection is for. Brokers answer in order, so that a long poll or a join must not stand before short requests.</summary>
internal enum ConnectionPurpose
{
    /// <summary>Produce and fetch.</summary>
    Data,

    /// <summary>Metadata, offsets, administration.</summary>
    Control,

    /// <summary>A group's join, sync, heartbeat and commits.</summary>
    Group,
}
