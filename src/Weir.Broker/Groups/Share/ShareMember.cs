using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Groups.Share;

/// <summary>A member of a share group (KIP-932).</summary>
/// <remarks>Thread model: owned by its group, never shared. Assignments are replaced as a whole, never changed in place.</remarks>
internal sealed class ShareMember(string id)
{
    public static readonly IReadOnlySet<TopicIdPartition> NoPartitions = new HashSet<TopicIdPartition>();

    public string Id { get; } = id;

    public string? RackId { get; set; }

    public string ClientId { get; set; } = "";

    /// <summary>Peer address in Kafka's form, <c>/127.0.0.1</c>.</summary>
    public string ClientHost { get; set; } = "";

    /// <summary>Sorted, without doubles.</summary>
    public IReadOnlyList<string> TopicNames { get; set; } = [];

    public int Epoch { get; set; }

    public int PreviousEpoch { get; set; }

    /// <summary>What the member fetches from. Others may have the same: nothing has to be given up first.</summary>
    public IReadOnlySet<TopicIdPartition> Assigned { get; set; } = NoPartitions;

    /// <summary>What the member is to have, from its next heartbeat on.</summary>
    public IReadOnlySet<TopicIdPartition> Target { get; set; } = NoPartitions;

    /// <summary>The member is removed at this uptime unless a heartbeat comes first.</summary>
    public long SessionDeadlineMs { get; set; } = long.MaxValue;
}
