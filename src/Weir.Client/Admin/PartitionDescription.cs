namespace Weir.Client;

/// <summary>Where a partition is kept.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="LeaderId">-1 when there is none.</param>
/// <param name="LeaderEpoch">-1 on brokers before Kafka 2.1.</param>
/// <param name="Replicas">Ids of the brokers that should have it.</param>
/// <param name="InSyncReplicas">Ids of the brokers that are up to date.</param>
/// <param name="OfflineReplicas">Ids of the brokers that are not reachable.</param>
public sealed record PartitionDescription(
    int Partition,
    int LeaderId,
    int LeaderEpoch,
    IReadOnlyList<int> Replicas,
    IReadOnlyList<int> InSyncReplicas,
    IReadOnlyList<int> OfflineReplicas);
