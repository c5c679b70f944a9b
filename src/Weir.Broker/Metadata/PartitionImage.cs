using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker;

/// <summary>A partition as the metadata log describes it.</summary>
/// <param name="LeaderEpoch">Raised with every leader, even the same one again.</param>
/// <param name="Record">A framed PartitionRecord that says all that is known of it.</param>
internal readonly record struct PartitionImage(int LeaderEpoch, byte[] Record)
{
    private const int NoLeaderChange = -2;
    private const int NoRecoveryChange = -1;

    /// <summary>The partition after a change: what the change does not name stays, and a new leader means a new epoch (KIP-631).</summary>
    /// <exception cref="ProtocolException">The record cannot be read.</exception>
    public PartitionImage With(PartitionChangeRecord change, short changeVersion)
    {
        var reader = new ProtocolReader(Record);
        (_, short version) = MetadataRecordFrame.ReadHead(ref reader);
        var record = new PartitionRecord();
        record.Read(ref reader, version);
        record.Isr = change.Isr ?? record.Isr;
        record.Replicas = change.Replicas ?? record.Replicas;
        record.RemovingReplicas = change.RemovingReplicas ?? record.RemovingReplicas;
        record.AddingReplicas = change.AddingReplicas ?? record.AddingReplicas;
        record.Directories = change.Directories ?? record.Directories;
        record.EligibleLeaderReplicas = change.EligibleLeaderReplicas ?? record.EligibleLeaderReplicas;
        record.LastKnownElr = change.LastKnownElr ?? record.LastKnownElr;
        if (change.LeaderRecoveryState != NoRecoveryChange)
        {
            record.LeaderRecoveryState = change.LeaderRecoveryState;
        }

        if (change.Leader != NoLeaderChange)
        {
            record.Leader = change.Leader;
            record.LeaderEpoch++;
        }

        record.PartitionEpoch++;
        return new PartitionImage(record.LeaderEpoch, MetadataRecordFrame.Encode(PartitionRecord.TypeId, Math.Max(version, changeVersion), record));
    }
}
