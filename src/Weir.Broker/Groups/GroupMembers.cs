using System.Diagnostics.CodeAnalysis;

namespace Weir.Broker.Groups;

/// <summary>Who is in a group: members in the order they joined, static ids, member ids handed out, the leader, and what protocols all of them support.</summary>
/// <remarks>Thread model: owned by its group, never shared.</remarks>
internal sealed class GroupMembers
{
    private readonly OrderedDictionary<string, GroupMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _memberIdByInstance = new(StringComparer.Ordinal);

    /// <summary>Ids answered with MEMBER_ID_REQUIRED (KIP-394) and the uptime at which they lapse.</summary>
    public Dictionary<string, long> Pending { get; } = new(StringComparer.Ordinal);

    /// <summary>Members of the current generation that have not sent SyncGroup yet.</summary>
    public HashSet<string> AwaitedSyncs { get; } = new(StringComparer.Ordinal);

    public string? LeaderId { get; private set; }

    public int Count => _members.Count;

    public IList<GroupMember> All => _members.Values;

    public int AwaitingJoinCount => _members.Values.Count(m => m.AwaitingJoin is not null);

    public bool AllJoined => Pending.Count == 0 && _members.Values.All(m => m.AwaitingJoin is not null);

    /// <summary>The longest any member may take to rejoin, in milliseconds.</summary>
    public int RebalanceTimeoutMs => Count == 0 ? 0 : _members.Values.Max(m => m.RebalanceTimeoutMs);

    public bool Contains(string memberId) => _members.ContainsKey(memberId);

    public bool TryGet(string memberId, [MaybeNullWhen(false)] out GroupMember member) => _members.TryGetValue(memberId, out member);

    public string? StaticMemberId(string instanceId) => _memberIdByInstance.GetValueOrDefault(instanceId);

    public bool IsLeader(string memberId) => LeaderId == memberId;

    public void Add(GroupMember member)
    {
        _members.Add(member.Id, member);
        LeaderId ??= member.Id;
        Pending.Remove(member.Id);
        if (member.InstanceId is not null)
        {
            _memberIdByInstance[member.InstanceId] = member.Id;
        }
    }

    public void Remove(GroupMember member)
    {
        _members.Remove(member.Id);
        AwaitedSyncs.Remove(member.Id);
        if (member.InstanceId is not null && StaticMemberId(member.InstanceId) == member.Id)
        {
            _memberIdByInstance.Remove(member.InstanceId);
        }

        if (IsLeader(member.Id))
        {
            LeaderId = Count == 0 ? null : _members.GetAt(0).Key;
        }
    }

    /// <summary>Puts a static member's new incarnation in the place of the old one, leadership included.</summary>
    public void Replace(GroupMember old, GroupMember successor)
    {
        int position = _members.IndexOf(old.Id);
        _members.RemoveAt(position);
        _members.Insert(position, successor.Id, successor);
        _memberIdByInstance[successor.InstanceId!] = successor.Id;
        if (AwaitedSyncs.Remove(old.Id))
        {
            AwaitedSyncs.Add(successor.Id);
        }

        if (IsLeader(old.Id))
        {
            LeaderId = successor.Id;
        }
    }

    /// <summary>Keeps the leader if it has rejoined, else makes the first member that has the leader.</summary>
    /// <returns>False when no member has rejoined.</returns>
    public bool ElectJoinedLeader()
    {
        if (LeaderId is not null && _members[LeaderId].AwaitingJoin is not null)
        {
            return true;
        }

        GroupMember? joined = _members.Values.FirstOrDefault(m => m.AwaitingJoin is not null);
        LeaderId = joined?.Id ?? LeaderId;
        return joined is not null;
    }

    /// <summary>Sets the leader a restored group had.</summary>
    public void RestoreLeader(string? leaderId)
    {
        if (leaderId is not null && Contains(leaderId))
        {
            LeaderId = leaderId;
        }
    }

    /// <summary>Whether every member supports at least one of the protocols.</summary>
    public bool ShareProtocolWith(MemberProtocol[] protocols) =>
        Array.Exists(protocols, p => _members.Values.All(m => m.Supports(p.Name)));

    /// <summary>Each member votes for the first of its protocols that all support; the most votes win, ties go to the earliest voted for.</summary>
    public string SelectProtocol()
    {
        var votes = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        foreach (GroupMember member in _members.Values)
        {
            foreach (MemberProtocol protocol in member.Protocols)
            {
                if (_members.Values.All(m => m.Supports(protocol.Name)))
                {
                    votes[protocol.Name] = votes.GetValueOrDefault(protocol.Name) + 1;
                    break;
                }
            }
        }

        return votes.MaxBy(v => v.Value).Key ?? throw new InvalidOperationException("The members of a group share no protocol.");
    }
}
