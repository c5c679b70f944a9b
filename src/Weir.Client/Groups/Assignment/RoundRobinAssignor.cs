namespace Weir.Client.Groups.Assignment;

/// <summary>All partitions in turn to all members in turn, past those that do not subscribe to the topic. As Java's.</summary>
internal sealed class RoundRobinAssignor : IPartitionAssignor
{
    public string Name => "roundrobin";

    public bool IsCooperative => false;

    public byte[]? WriteUserData(IReadOnlyCollection<TopicPartition> owned, int generation) => null;

    public Dictionary<string, List<TopicPartition>> Assign(IReadOnlyList<AssignorMember> members, IReadOnlyDictionary<string, int> partitionCounts)
    {
        Dictionary<string, List<TopicPartition>> assignment = members.ToDictionary(static member => member.MemberId, static _ => new List<TopicPartition>());
        List<AssignorMember> sorted = [.. members.Order()];
        int next = 0;
        foreach ((string topic, int count) in partitionCounts.OrderBy(static item => item.Key, StringComparer.Ordinal))
        {
            if (!sorted.Exists(member => member.Topics.Contains(topic)))
            {
                continue;
            }

            for (int partition = 0; partition < count; partition++)
            {
                while (!sorted[next].Topics.Contains(topic))
                {
                    next = (next + 1) % sorted.Count;
                }

                assignment[sorted[next].MemberId].Add(new TopicPartition(topic, partition));
                next = (next + 1) % sorted.Count;
            }
        }

        return assignment;
    }
}
