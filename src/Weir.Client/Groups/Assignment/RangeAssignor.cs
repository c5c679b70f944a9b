namespace Weir.Client.Groups.Assignment;

/// <summary>Consecutive partitions of each topic; the first members get one more where it does not come out even. As Java's without racks.</summary>
internal sealed class RangeAssignor : IPartitionAssignor
{
    public string Name => "range";

    public bool IsCooperative => false;

    public byte[]? WriteUserData(IReadOnlyCollection<TopicPartition> owned, int generation) => null;

    public Dictionary<string, List<TopicPartition>> Assign(IReadOnlyList<AssignorMember> members, IReadOnlyDictionary<string, int> partitionCounts)
    {
        Dictionary<string, List<TopicPartition>> assignment = members.ToDictionary(static member => member.MemberId, static _ => new List<TopicPartition>());
        List<AssignorMember> sorted = [.. members.Order()];
        foreach ((string topic, int count) in partitionCounts.OrderBy(static item => item.Key, StringComparer.Ordinal))
        {
            List<AssignorMember> subscribers = sorted.FindAll(member => member.Topics.Contains(topic));
            int next = 0;
            for (int i = 0; i < subscribers.Count; i++)
            {
                int share = (count / subscribers.Count) + (i < count % subscribers.Count ? 1 : 0);
                assignment[subscribers[i].MemberId].AddRange(Enumerable.Range(next, share).Select(partition => new TopicPartition(topic, partition)));
                next += share;
            }
        }

        return assignment;
    }
}
