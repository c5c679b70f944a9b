namespace Weir.Client;

/// <summary>How a consumer takes part in its group (<c>group.protocol</c>).</summary>
public enum GroupProtocol
{
    /// <summary>The members share out the partitions among themselves: JoinGroup, SyncGroup, Heartbeat.</summary>
    Classic,

    /// <summary>
    /// The broker shares them out, and partitions move one by one without a stop for all (KIP-848; Weir, and Apache Kafka from 4.0). The session timeout and the
    /// heartbeat interval are the broker's then, and the assignor is <see cref="ConsumerOptions.GroupRemoteAssignor"/>.
    /// </summary>
    Consumer,
}
