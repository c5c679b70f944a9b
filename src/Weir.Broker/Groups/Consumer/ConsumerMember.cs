namespace Weir.Broker.Groups.Consumer;

/// <summary>A member of a consumer group (KIP-848).</summary>
/// <remarks>Thread model: owned by its group, never shared. Assignments are replaced as a whole, never changed in place.</remarks>
internal sealed class ConsumerMember(string id)
{
    /// <summary>Epoch of a static member that is away for a while and keeps its partitions.</summary>
    public const int LeftForNowEpoch = -2;

    public static readonly IReadOnlySet<TopicIdPartition> NoPartitions = new HashSet<TopicIdPartition>();

    public string Id { get; } = id;

    /// <summary>Set for static members (KIP-345).</summary>
    public string? InstanceId { get; set; }

    public string? RackId { get; set; }

    public string ClientId { get; set; } = "";

    /// <summary>Peer address in Kafka's form, <c>/127.0.0.1</c>.</summary>
    public string ClientHost { get; set; } = "";

    /// <summary>How long the member may take to give up partitions, in milliseconds.</summary>
    public int RebalanceTimeoutMs { get; set; } = -1;

    /// <summary>The assignor the member asks for; null when it has no preference.</summary>
    public string? Assignor { get; set; }

    /// <summary>Sorted, without doubles.</summary>
    public IReadOnlyList<string> TopicNames { get; set; } = [];

    /// <summary>Empty when there is none.</summary>
    public string TopicRegex { get; set; } = "";

    /// <summary>Set while the member speaks the classic protocol.</summary>
    public ClassicMembership? Classic { get; set; }

    public int Epoch { get; private set; }

    public int PreviousEpoch { get; private set; }

    public ConsumerMemberState State { get; set; }

    /// <summary>What the member holds or may take, each with the epoch it was given in (KIP-1251). Changed through the group only.</summary>
    public IReadOnlyDictionary<TopicIdPartition, int> Assigned { get; set; } = new Dictionary<TopicIdPartition, int>();

    /// <summary>What the member has yet to give up. Changed through the group only.</summary>
    public IReadOnlyDictionary<TopicIdPartition, int> PendingRevocation { get; set; } = new Dictionary<TopicIdPartition, int>();

    /// <summary>What the member is to have in the end.</summary>
    public IReadOnlySet<TopicIdPartition> Target { get; set; } = NoPartitions;

    /// <summary>The member is removed at this uptime unless a request of it comes first.</summary>
    public long SessionDeadlineMs { get; set; } = long.MaxValue;

    /// <summary>The member is removed at this uptime unless it has given up what it was asked for, or, in the classic protocol, has joined and synced.</summary>
    public long RebalanceDeadlineMs { get; set; } = long.MaxValue;

    public bool IsAway => Epoch == LeftForNowEpoch;

    public bool IsReconciledTo(int targetEpoch) => State == ConsumerMemberState.Stable && Epoch == targetEpoch;

    public void MoveTo(int epoch)
    {
        PreviousEpoch = Epoch;
        Epoch = epoch;
    }

    public void SetEpochs(int epoch, int previous)
    {
        Epoch = epoch;
        PreviousEpoch = previous;
    }

    /// <summary>The same member under a new id, as when a static member comes back: it has the partitions, but has yet to learn of them.</summary>
    public ConsumerMember Successor(string newId) => new(newId)
    {
        InstanceId = InstanceId,
        RackId = RackId,
        ClientId = ClientId,
        ClientHost = ClientHost,
        RebalanceTimeoutMs = RebalanceTimeoutMs,
        Assignor = Assignor,
        TopicNames = TopicNames,
        TopicRegex = TopicRegex,
        Classic = Classic,
        State = ConsumerMemberState.Stable,
        Assigned = Assigned,
        Target = Target,
    };
}
