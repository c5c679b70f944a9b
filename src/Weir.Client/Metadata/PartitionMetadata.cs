using Weir.Protocol;

namespace Weir.Client.Metadata;

/// <summary>One partition, as the cluster describes it.</summary>
internal sealed record PartitionMetadata(
    int Partition,
    int LeaderId,
    int LeaderEpoch,
    IReadOnlyList<int> Replicas,
    IReadOnlyList<int> InSyncReplicas,
    IReadOnlyList<int> OfflineReplicas,
    ErrorCode Error);
