using Weir.Protocol;
using Weir.Protocol.InternalRecords;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>The state of one classic group (KIP-62, KIP-345): membership, generation and state; no timers, no replies, no offsets.</summary>
/// <remarks>Thread model: owned by its <see cref="GroupMachine"/>, never shared.</remarks>
internal sealed class ClassicGroup(string id, GroupClock clock)
{
    /// <summary>Protocol type of consumers, the only one whose metadata the broker reads.</summary>
    public const string ConsumerProtocolType = "consumer";

    public string Id { get; } = id;

    public GroupState State { get; private set; } = GroupState.Empty;

    public GroupState PreviousState { get; private set; } = GroupState.Empty;

    /// <summary>Wall time of the last change of state; -1 when the log does not tell.</summary>
    public long StateTimestampMs { get; private set; } = clock.UnixMs;

    /// <summary>Never goes back.</summary>
    public int Generation { get; private set; }

    /// <summary>Null as long as the group has had no members (a "simple" group, which only stores offsets).</summary>
    public string? ProtocolType { get; private set; }

    /// <summary>The assignment protocol of the current generation.</summary>
    public string? Protocol { get; private set; }

    public GroupMembers Members { get; } = new();

    /// <summary>Topics the members of the current generation subscribe to; null when that is unknown.</summary>
    public IReadOnlySet<string>? SubscribedTopics { get; private set; }

    public bool IsConsumerGroup => ProtocolType == ConsumerProtocolType;

    public void TransitionTo(GroupState state)
    {
        PreviousState = State;
        State = state;
        StateTimestampMs = clock.UnixMs;
    }

    /// <summary>Starts the next generation: CompletingRebalance with members, Empty without.</summary>
    public void NextGeneration()
    {
        Generation++;
        Members.AwaitedSyncs.Clear();
        Protocol = Members.Count == 0 ? null : Members.SelectProtocol();
        SubscribedTopics = ReadSubscriptions();
        TransitionTo(Members.Count == 0 ? GroupState.Empty : GroupState.CompletingRebalance);
    }

    public void Add(GroupMember member, string protocolType)
    {
        if (Members.Count == 0)
        {
            ProtocolType = protocolType;
        }

        Members.Add(member);
    }

    public bool Accepts(string protocolType, MemberProtocol[] protocols) =>
        Members.Count == 0
            ? protocolType.Length > 0 && protocols.Length > 0
            : protocolType == ProtocolType && Members.ShareProtocolWith(protocols);

    /// <summary>Whether a request comes from a member: UNKNOWN_MEMBER_ID if not, FENCED_INSTANCE_ID if a newer incarnation took its place.</summary>
    public ErrorCode Identify(string memberId, string? instanceId)
    {
        if (instanceId is not null)
        {
            string? holder = Members.StaticMemberId(instanceId);
            if (holder is null)
            {
                return ErrorCode.UnknownMemberId;
            }

            if (holder != memberId)
            {
                return ErrorCode.FencedInstanceId;
            }
        }

        return Members.Contains(memberId) ? ErrorCode.None : ErrorCode.UnknownMemberId;
    }

    public bool IsSubscribedTo(string topic) => SubscribedTopics?.Contains(topic) == true;

    /// <summary>The current generation as JoinGroup tells it; members are listed for the leader only.</summary>
    public JoinGroupResponse DescribeGeneration(GroupMember member, bool withMembers) => new()
    {
        GenerationId = Generation,
        ProtocolType = ProtocolType,
        ProtocolName = Protocol,
        Leader = Members.LeaderId ?? "",
        MemberId = member.Id,
        Members = withMembers ? [.. Members.All.Select(DescribeToLeader)] : [],
    };

    public void Restore(GroupMetadataValue value)
    {
        Generation = value.Generation;
        ProtocolType = value.ProtocolType.Length == 0 ? null : value.ProtocolType;
        Protocol = value.Protocol;
        foreach (GroupMetadataValue.MemberMetadata member in value.Members)
        {
            Members.Add(GroupRecords.RestoreMember(member, value.Protocol));
        }

        Members.RestoreLeader(value.Leader);
        State = PreviousState = Members.Count == 0 ? GroupState.Empty : GroupState.Stable;
        StateTimestampMs = value.CurrentStateTimestamp;
        SubscribedTopics = ReadSubscriptions();
    }

    /// <summary>Back to the beginning: the group goes on under another protocol.</summary>
    public void Clear()
    {
        foreach (GroupMember member in Members.All.ToList())
        {
            Members.Remove(member);
        }

        Members.Pending.Clear();
        Members.AwaitedSyncs.Clear();
        Generation = 0;
        ProtocolType = Protocol = null;
        SubscribedTopics = null;
        TransitionTo(GroupState.Empty);
    }

    private JoinGroupResponse.JoinGroupResponseMember DescribeToLeader(GroupMember member) => new()
    {
        MemberId = member.Id,
        GroupInstanceId = member.InstanceId,
        Metadata = member.MetadataFor(Protocol),
    };

    private HashSet<string>? ReadSubscriptions()
    {
        if (!IsConsumerGroup)
        {
            return null;
        }

        var topics = new HashSet<string>(StringComparer.Ordinal);
        foreach (GroupMember member in Members.All)
        {
            if (!ConsumerSubscription.TryAddTopics(member.MetadataFor(Protocol), topics))
            {
                return null;
            }
        }

        return topics;
    }
}
