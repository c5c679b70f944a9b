namespace Weir.Client.Groups.Assignment;

/// <summary>Balanced, with as few moves as possible; everything stops during a rebalance (KIP-54).</summary>
internal sealed class StickyAssignor : IPartitionAssignor
{
    public string Name => "sticky";

    public bool IsCooperative => false;

    public byte[]? WriteUserData(IReadOnlyCollection<TopicPartition> owned, int generation) => StickyUserData.Write(owned, generation);

    public Dictionary<string, List<TopicPartition>> Assign(IReadOnlyList<AssignorMember> members, IReadOnlyDictionary<string, int> partitionCounts) =>
        new StickyBalance(members, partitionCounts).Solve();
}
