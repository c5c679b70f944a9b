namespace Weir.Broker.Groups.Consumer;

/// <summary>
/// Spreads all partitions evenly over the members and moves as few as that takes. With equal subscriptions nobody has two more than another;
/// with different ones no partition can be moved to a subscriber that has two fewer.
/// </summary>
internal sealed class UniformServerAssignor : IServerAssignor
{
    public string Name => "uniform";

    public Dictionary<string, HashSet<TopicIdPartition>> Assign(IReadOnlyList<AssignmentMember> members, IReadOnlyDictionary<Guid, int> partitionCounts)
    {
        var share = new Share(members, partitionCounts);
        share.Keep();
        share.HandOutRest();
        share.Balance();
        return share.Assigned;
    }

    /// <summary>One run: who may have what, and who has what so far.</summary>
    private sealed class Share(IReadOnlyList<AssignmentMember> members, IReadOnlyDictionary<Guid, int> partitionCounts)
    {
        private readonly Dictionary<TopicIdPartition, string> _owners = [];

        // Members with equal subscriptions are balanced by counting; only others need to be compared topic by topic.
        private readonly Dictionary<Guid, string[]> _subscribers = partitionCounts.Keys.ToDictionary(
            topic => topic,
            topic => members.Where(m => m.Topics.Contains(topic)).Select(m => m.Id).ToArray());

        public Dictionary<string, HashSet<TopicIdPartition>> Assigned { get; } =
            members.ToDictionary(m => m.Id, _ => new HashSet<TopicIdPartition>(), StringComparer.Ordinal);

        public void Keep()
        {
            foreach (AssignmentMember member in members)
            {
                foreach (TopicIdPartition partition in member.Current.OrderBy(p => p.TopicId).ThenBy(p => p.Partition))
                {
                    bool isThere = partitionCounts.TryGetValue(partition.TopicId, out int count) && partition.Partition < count;
                    if (isThere && member.Topics.Contains(partition.TopicId) && _owners.TryAdd(partition, member.Id))
                    {
                        Assigned[member.Id].Add(partition);
                    }
                }
            }
        }

        /// <summary>Partitions with the fewest takers first, each to the taker that has least.</summary>
        public void HandOutRest()
        {
            foreach (Guid topic in _subscribers.Where(s => s.Value.Length > 0).OrderBy(s => s.Value.Length).ThenBy(s => s.Key).Select(s => s.Key))
            {
                var takers = new PriorityQueue<string, (int Count, string Id)>(
                    _subscribers[topic].Select(id => (id, (Assigned[id].Count, id))), LoadOrder.Instance);
                for (int i = 0; i < partitionCounts[topic]; i++)
                {
                    var partition = new TopicIdPartition(topic, i);
                    if (!_owners.ContainsKey(partition))
                    {
                        string taker = takers.Dequeue();
                        Give(partition, taker);
                        takers.Enqueue(taker, (Assigned[taker].Count, taker));
                    }
                }
            }
        }

        /// <summary>Moves partitions from who has more to who has at least two fewer, until there are no such two. Every move brings the counts closer, so it ends.</summary>
        public void Balance()
        {
            bool moved = true;
            while (moved)
            {
                moved = false;
                foreach (string giver in members.Select(m => m.Id).OrderByDescending(id => Assigned[id].Count).ToArray())
                {
                    moved |= Relieve(giver);
                }
            }
        }

        private bool Relieve(string giver)
        {
            bool moved = false;
            foreach (IGrouping<Guid, TopicIdPartition> topic in Assigned[giver].GroupBy(p => p.TopicId).ToArray())
            {
                // The highest partitions go first, as they came last.
                foreach (TopicIdPartition partition in topic.OrderByDescending(p => p.Partition))
                {
                    string taker = _subscribers[topic.Key].MinBy(id => Assigned[id].Count)!;
                    if (Assigned[taker].Count + 1 >= Assigned[giver].Count)
                    {
                        break;
                    }

                    Assigned[giver].Remove(partition);
                    Give(partition, taker);
                    moved = true;
                }
            }

            return moved;
        }

        private void Give(TopicIdPartition partition, string taker)
        {
            _owners[partition] = taker;
            Assigned[taker].Add(partition);
        }
    }

    private sealed class LoadOrder : IComparer<(int Count, string Id)>
    {
        public static readonly LoadOrder Instance = new();

        public int Compare((int Count, string Id) x, (int Count, string Id) y) =>
            x.Count != y.Count ? x.Count.CompareTo(y.Count) : string.CompareOrdinal(x.Id, y.Id);
    }
}
