namespace Weir.Client.Groups.Assignment;

/// <summary>
/// Balanced, with as few moves as possible; only partitions that move stop. A partition that has an owner is not given to another one before the
/// owner has given it up: it is left out of this round, and the owner's next join starts another (KIP-429).
/// </summary>
internal sealed class CooperativeStickyAssignor : IPartitionAssignor
{
    public string Name => "cooperative-sticky";

    public bool IsCooperative => true;

    public byte[]? WriteUserData(IReadOnlyCollection<TopicPartition> owned, int generation) => StickyUserData.WriteGeneration(generation);

    public Dictionary<string, List<TopicPartition>> Assign(IReadOnlyList<AssignorMember> members, IReadOnlyDictionary<string, int> partitionCounts)
    {
        Dictionary<string, List<TopicPartition>> assignment = new StickyBalance(members, partitionCounts).Solve();
        Dictionary<TopicPartition, string> owners = StickyBalance.OwnersOf(members);
        foreach ((string member, List<TopicPartition> partitions) in assignment)
        {
            partitions.RemoveAll(partition => owners.TryGetValue(partition, out string? owner) && owner != member);
        }

        return assignment;
    }
}
