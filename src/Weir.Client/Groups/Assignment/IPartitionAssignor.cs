namespace Weir.Client.Groups.Assignment;

/// <summary>Shares out partitions among the members of a group. Run by the member that the coordinator has made leader.</summary>
internal interface IPartitionAssignor
{
    /// <summary>The protocol name, on which all members have to agree.</summary>
    string Name { get; }

    /// <summary>Members keep their partitions during a rebalance; those that move are given up first (KIP-429).</summary>
    bool IsCooperative { get; }

    /// <summary>What a member tells the leader besides its topics; null for nothing.</summary>
    byte[]? WriteUserData(IReadOnlyCollection<TopicPartition> owned, int generation);

    /// <param name="members">Who takes part, in any order.</param>
    /// <param name="partitionCounts">Partitions of every topic that somebody subscribes to and that exists.</param>
    /// <returns>Partitions of every member, by member id.</returns>
    Dictionary<string, List<TopicPartition>> Assign(IReadOnlyList<AssignorMember> members, IReadOnlyDictionary<string, int> partitionCounts);
}
