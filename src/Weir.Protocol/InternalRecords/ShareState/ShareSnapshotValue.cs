namespace Weir.Protocol.InternalRecords;

/// <summary>Share Snapshot Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 0)]
public sealed partial class ShareSnapshotValue
{
    public int SnapshotEpoch { get; set; }

    public int StateEpoch { get; set; }

    public int LeaderEpoch { get; set; }

    public long StartOffset { get; set; }

    [Field(Tag = 0)]
    public int DeliveryCompleteCount { get; set; } = -1;

    public long CreateTimestamp { get; set; }

    public long WriteTimestamp { get; set; }

    public List<StateBatch> StateBatches { get; set; } = [];

    public sealed partial class StateBatch
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public sbyte DeliveryState { get; set; }

        public short DeliveryCount { get; set; }
    }
}
