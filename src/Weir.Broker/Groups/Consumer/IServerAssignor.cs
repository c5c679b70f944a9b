namespace Weir.Broker.Groups.Consumer;

/// <summary>Shares out the partitions of the subscribed topics among the members of a group (KIP-848).</summary>
internal interface IServerAssignor
{
    /// <summary>As members ask for it.</summary>
    string Name { get; }

    /// <param name="members">At least one.</param>
    /// <param name="partitionCounts">Partitions by topic, of every topic somebody subscribes to.</param>
    /// <returns>Every partition once, if anybody subscribes to its topic.</returns>
    Dictionary<string, HashSet<TopicIdPartition>> Assign(IReadOnlyList<AssignmentMember> members, IReadOnlyDictionary<Guid, int> partitionCounts);
}
