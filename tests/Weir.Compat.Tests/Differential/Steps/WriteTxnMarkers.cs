using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>WriteTxnMarkers, as a coordinator and as an operator who ends a transaction that hangs: of producers with and without one, with right and wrong epochs.</summary>
internal sealed class WriteTxnMarkers(Dice dice) : RequestStep<WriteTxnMarkersRequest, WriteTxnMarkersResponse>(dice)
{
    private readonly List<(string Producer, int EpochShift, bool IsCommit, int CoordinatorEpoch, sbyte TransactionVersion)> _markers =
        [.. dice.Some(dice.Mostly(1, 2), () => (dice.Mostly(dice.Pick("x0", "x0", "x1"), "p0"), dice.Mostly(dice.Pick(0, 1), -1, 5), dice.Chance(50), dice.Mostly(0, 1, -1, 2), dice.Pick<sbyte>(0, 1, 2))).DistinctBy(m => m.Item1)];

    private readonly List<(string Topic, int Partition)> _partitions = [.. dice.Some(2, () => (dice.Mostly("t0", "t1", "missing"), dice.Mostly(0, 1, 9))).Distinct()];

    protected override WriteTxnMarkersRequest Build(Side side) => new()
    {
        // Kafka answers once for a producer that is named twice, as those are that were never initialized.
        Markers = [.. _markers.ConvertAll(marker =>
        {
            var (id, epoch) = Transactions.Producer(side, marker.Producer, marker.EpochShift);
            return new WriteTxnMarkersRequest.WritableTxnMarker
            {
                ProducerId = id,
                ProducerEpoch = epoch,
                TransactionResult = marker.IsCommit,
                CoordinatorEpoch = marker.CoordinatorEpoch,
                TransactionVersion = Version >= 2 ? marker.TransactionVersion : (sbyte)0,
                Topics = [.. _partitions.GroupBy(p => p.Topic).Select(topic => new WriteTxnMarkersRequest.WritableTxnMarkerTopic { Name = side.Full(topic.Key), PartitionIndexes = [.. topic.Select(p => p.Partition)] })],
            };
        }).DistinctBy(marker => marker.ProducerId)],
    };
}
