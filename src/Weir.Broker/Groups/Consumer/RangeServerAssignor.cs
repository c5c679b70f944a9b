namespace Weir.Broker.Groups.Consumer;

/// <summary>Gives each member a contiguous range of every topic, in the order of instance or member ids: equal partitions of equally subscribed topics meet in one member.</summary>
internal sealed class RangeServerAssignor : IServerAssignor
{
    public string Name => "range";

    public Dictionary<string, HashSet<TopicIdPartition>> Assign(IReadOnlyList<AssignmentMember> members, IReadOnlyDictionary<Guid, int> partitionCounts)
    {
        Dictionary<string, HashSet<TopicIdPartition>> assigned = members.ToDictionary(m => m.Id, _ => new HashSet<TopicIdPartition>(), StringComparer.Ordinal);
        AssignmentMember[] ordered = [.. members.OrderBy(m => m.InstanceId is null).ThenBy(m => m.InstanceId ?? m.Id, StringComparer.Ordinal)];
        foreach ((Guid topic, int partitions) in partitionCounts)
        {
            AssignmentMember[] subscribers = Array.FindAll(ordered, m => m.Topics.Contains(topic));
            int next = 0;
            for (int i = 0; i < subscribers.Length; i++)
            {
                int share = (partitions / subscribers.Length) + (i < partitions % subscribers.Length ? 1 : 0);
                assigned[subscribers[i].Id].UnionWith(Enumerable.Range(next, share).Select(p => new TopicIdPartition(topic, p)));
                next += share;
            }
        }

        return assigned;
    }
}
