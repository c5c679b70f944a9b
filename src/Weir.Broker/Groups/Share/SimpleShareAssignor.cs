using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Groups.Share;

/// <summary>
/// The assignor of share groups (KIP-932): every partition goes to a member, every member gets a partition if its topics have any, as evenly and with as few
/// moves as that goes. With more members than partitions some share one.
/// </summary>
internal sealed class SimpleShareAssignor : IServerAssignor
{
    public const string AssignorName = "simple";

    private readonly UniformServerAssignor _spread = new();

    public string Name => AssignorName;

    public Dictionary<string, HashSet<TopicIdPartition>> Assign(IReadOnlyList<AssignmentMember> members, IReadOnlyDictionary<Guid, int> partitionCounts)
    {
        Dictionary<string, HashSet<TopicIdPartition>> assigned = _spread.Assign(members, partitionCounts);
        Dictionary<TopicIdPartition, int> holders = partitionCounts
            .SelectMany(topic => Enumerable.Range(0, topic.Value).Select(partition => new TopicIdPartition(topic.Key, partition)))
            .ToDictionary(partition => partition, _ => 0);
        foreach (TopicIdPartition partition in assigned.Values.SelectMany(partitions => partitions))
        {
            holders[partition]++;
        }

        List<AssignmentMember> idle = [.. members.Where(member => assigned[member.Id].Count == 0)];
        int most = holders.Count == 0 ? 0 : (members.Count + holders.Count - 1) / holders.Count;
        idle.RemoveAll(member => Take(member, member.Current.Where(p => holders.TryGetValue(p, out int count) && count < most && member.Topics.Contains(p.TopicId))));
        idle.ForEach(member => Take(member, holders.Keys.Where(p => member.Topics.Contains(p.TopicId))));
        return assigned;

        bool Take(AssignmentMember member, IEnumerable<TopicIdPartition> choice)
        {
            foreach (TopicIdPartition chosen in choice.OrderBy(p => holders[p]).ThenBy(p => p.TopicId).ThenBy(p => p.Partition).Take(1))
            {
                holders[chosen]++;
                return assigned[member.Id].Add(chosen);
            }

            return false;
        }
    }
}
