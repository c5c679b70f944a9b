namespace Weir.Client.Groups.Assignment;

/// <summary>
/// Finds a balanced assignment near to the present one: everybody keeps what they have within their share, what is free goes to whoever has least, and
/// then partitions move from the most to the least loaded as long as that evens out something.
/// </summary>
/// <remarks>Thread model: used once, by one caller.</remarks>
internal sealed class StickyBalance
{
    private readonly List<AssignorMember> _members;
    private readonly Dictionary<string, HashSet<string>> _topicsOf;
    private readonly Dictionary<string, List<TopicPartition>> _assignment;
    private readonly Dictionary<TopicPartition, string> _owners;
    private readonly List<TopicPartition> _partitions = [];

    public StickyBalance(IReadOnlyList<AssignorMember> members, IReadOnlyDictionary<string, int> partitionCounts)
    {
        _members = [.. members.Order()];
        _topicsOf = members.ToDictionary(static member => member.MemberId, static member => member.Topics.ToHashSet(StringComparer.Ordinal));
        _assignment = members.ToDictionary(static member => member.MemberId, static _ => new List<TopicPartition>());
        _owners = OwnersOf(members);
        foreach ((string topic, int count) in partitionCounts.OrderBy(static item => item.Key, StringComparer.Ordinal))
        {
            if (_members.Exists(member => IsSubscriber(member.MemberId, topic)))
            {
                _partitions.AddRange(Enumerable.Range(0, count).Select(partition => new TopicPartition(topic, partition)));
            }
        }
    }

    /// <summary>Who has what at present. Of two claims the one of the newer generation holds; of two in the same generation neither does.</summary>
    public static Dictionary<TopicPartition, string> OwnersOf(IReadOnlyList<AssignorMember> members)
    {
        var claims = new Dictionary<TopicPartition, (string? Member, int Generation)>();
        foreach (AssignorMember member in members)
        {
            foreach (TopicPartition partition in member.Owned)
            {
                if (!claims.TryGetValue(partition, out var before) || before.Generation < member.Generation)
                {
                    claims[partition] = (member.MemberId, member.Generation);
                }
                else if (before.Generation == member.Generation && before.Member != member.MemberId)
                {
                    claims[partition] = (null, member.Generation);
                }
            }
        }

        return claims.Where(static claim => claim.Value.Member is not null).ToDictionary(static claim => claim.Key, static claim => claim.Value.Member!);
    }

    public Dictionary<string, List<TopicPartition>> Solve()
    {
        List<TopicPartition> free = KeepOwned();

        // Partitions that few members can have are placed first.
        foreach (TopicPartition partition in free.OrderBy(CandidateCount).ToList())
        {
            LeastLoaded(partition).Add(partition);
        }

        EvenOut();
        return _assignment;
    }

    private bool IsSubscriber(string member, string topic) => _topicsOf[member].Contains(topic);

    private int CandidateCount(TopicPartition partition) => _members.Count(member => IsSubscriber(member.MemberId, partition.Topic));

    private List<TopicPartition> KeepOwned()
    {
        List<TopicPartition> free = [];
        foreach (TopicPartition partition in _partitions)
        {
            if (_owners.TryGetValue(partition, out string? owner) && _topicsOf.ContainsKey(owner) && IsSubscriber(owner, partition.Topic))
            {
                _assignment[owner].Add(partition);
            }
            else
            {
                free.Add(partition);
            }
        }

        return free;
    }

    private List<TopicPartition> LeastLoaded(TopicPartition partition)
    {
        List<TopicPartition>? least = null;
        foreach (AssignorMember member in _members)
        {
            List<TopicPartition> own = _assignment[member.MemberId];
            if (IsSubscriber(member.MemberId, partition.Topic) && (least is null || own.Count < least.Count))
            {
                least = own;
            }
        }

        return least!;
    }

    /// <summary>Each move lessens the sum of squared loads, so it ends.</summary>
    private void EvenOut()
    {
        bool moved = true;
        while (moved)
        {
            moved = false;
            foreach (AssignorMember member in _members.OrderByDescending(m => _assignment[m.MemberId].Count).ToList())
            {
                while (TryGiveAway(member.MemberId))
                {
                    moved = true;
                }
            }
        }
    }

    /// <summary>Moves one partition to the least loaded member that can have it, if that has at least two less. One that was not owned before goes first.</summary>
    private bool TryGiveAway(string giver)
    {
        List<TopicPartition> own = _assignment[giver];
        int least = _assignment.Values.Min(static partitions => partitions.Count);
        if (own.Count - least < 2)
        {
            return false;
        }

        int best = -1;
        List<TopicPartition>? bestTaker = null;
        for (int i = own.Count - 1; i >= 0; i--)
        {
            List<TopicPartition> taker = LeastLoaded(own[i]);
            if (own.Count - taker.Count < 2)
            {
                continue;
            }

            bool isSticky = _owners.TryGetValue(own[i], out string? owner) && owner == giver;
            if (bestTaker is null || taker.Count < bestTaker.Count || !isSticky)
            {
                best = i;
                bestTaker = taker;
                if (!isSticky)
                {
                    break;
                }
            }
        }

        if (bestTaker is null)
        {
            return false;
        }

        bestTaker.Add(own[best]);
        own.RemoveAt(best);
        return true;
    }
}
