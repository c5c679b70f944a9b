using Weir.Client.Diagnostics;
using Weir.Client.Metadata;

namespace Weir.Client.Consuming;

/// <summary>
/// Which broker a partition is fetched from: its leader, or the follower that the leader advises a consumer in the follower's rack to read
/// from (KIP-392). The leader is asked again after <c>metadata.max.age.ms</c>, and at once when the follower fails.
/// </summary>
/// <remarks>Thread model: the lock of <see cref="Subscriptions"/> must be held for every call.</remarks>
internal sealed class ReadReplicas(ClusterClient cluster)
{
    /// <summary>The broker to ask; -1 when the partition has no leader.</summary>
    public int SourceOf(PartitionState state, PartitionMetadata partition, ClusterSnapshot snapshot)
    {
        if (state.ReadReplica < 0)
        {
            return partition.LeaderId;
        }

        bool isUsable = cluster.Time.GetTimestamp() < state.ReadReplicaUntil
            && snapshot.Broker(state.ReadReplica) is not null
            && !partition.OfflineReplicas.Contains(state.ReadReplica);
        if (!isUsable)
        {
            state.ReadReplica = -1;
        }

        return isUsable ? state.ReadReplica : partition.LeaderId;
    }

    /// <summary>Takes up the advice in an answer, which then carries no records.</summary>
    /// <param name="state">The partition.</param>
    /// <param name="brokerId">Who has answered.</param>
    /// <param name="advised">The follower to read from; -1 for no advice.</param>
    /// <returns>Whether the partition is fetched from another broker now.</returns>
    public bool Follow(PartitionState state, int brokerId, int advised)
    {
        if (advised < 0 || advised == brokerId)
        {
            return false;
        }

        Log.ReadReplicaPreferred(cluster.Logger, state.TopicPartition.Topic, state.TopicPartition.Partition, advised);
        state.ReadReplica = advised;
        state.ReadReplicaUntil = cluster.Time.TimestampIn(cluster.Options.MetadataMaxAge);
        return true;
    }

    /// <summary>Goes back to the leader if the partition was fetched from this follower.</summary>
    public bool Drop(PartitionState state, int brokerId, string reason)
    {
        if (state.ReadReplica != brokerId)
        {
            return false;
        }

        Log.ReadReplicaDropped(cluster.Logger, state.TopicPartition.Topic, state.TopicPartition.Partition, reason);
        state.ReadReplica = -1;
        return true;
    }
}
