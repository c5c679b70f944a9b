using Weir.Broker.Groups;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker.Transactions;

/// <summary>Appends transaction markers to partitions, and tells the groups whose offsets a marker decides on.</summary>
/// <remarks>Thread model: any thread; holds no state. Flushes are reported by the committer's thread, and completions run where <see cref="CompletionQueue"/> runs them.</remarks>
internal sealed class MarkerWriter(BrokerServices services, GroupCoordinator groups, CompletionQueue completions) : IMarkerWriter
{
    public void Write(MarkerBatch markers, Action<ErrorCode> done)
    {
        int coordinatorEpoch = CoordinatorEpoch();
        var wait = new MarkerWait(markers, groups, completions, done);
        foreach (TopicPartition named in markers.Partitions)
        {
            if (!services.Topics.TryGetPartition(named.Topic, named.Partition, out Partition? partition))
            {
                // Deleted since it was added: nothing is left there to decide on.
                continue;
            }

            if (markers.IsRepeated && !(partition.Log.FindProducer(markers.ProducerId) is { HasOpenTransaction: true } producer && markers.Concerns(producer.Epoch)))
            {
                wait.AddDecided(named);
                continue;
            }

            AppendOutcome outcome = Append(partition, markers.ProducerId, markers.Epoch, new TransactionMarker(markers.IsCommit, coordinatorEpoch));
            wait.Add(named, partition.Log, outcome);
        }

        wait.Start();
    }

    /// <summary>Appends one marker; it is in the page cache when this returns without an error.</summary>
    public AppendOutcome Append(Partition partition, long producerId, short epoch, TransactionMarker marker)
    {
        byte[] batch = marker.Encode(producerId, epoch, services.Time.GetUtcNow().ToUnixTimeMilliseconds());
        return partition.Log.Append(batch, new AppendOptions { Origin = AppendOrigin.Coordinator, LeaderEpoch = partition.LeaderEpoch });
    }

    private int CoordinatorEpoch() =>
        services.Topics.TryGetPartition(TransactionLog.TopicName, 0, out Partition? partition) ? partition.LeaderEpoch : 0;
}
