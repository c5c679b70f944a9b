using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>TxnOffsetCommit, of transactions V1 and V2, by members that are there and not (KIP-447).</summary>
internal sealed class TxnOffsetCommit(Dice dice) : RequestStep<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(dice)
{
    private readonly string _id = dice.TransactionalId();
    private readonly int _epochShift = dice.Mostly(0, 0, -1, 1);
    private readonly string _group = dice.Group();
    private readonly (int Generation, string Member) _member = dice.Mostly((-1, ""), (1, "m"), (-1, "m"));
    private readonly string _topic = dice.Mostly("t0", "t1", "missing");
    private readonly int _partition = dice.Mostly(0, 1, 9);
    private readonly long _offset = dice.Mostly(dice.Below(100), -1);

    protected override TxnOffsetCommitRequest Build(Side side)
    {
        var (id, epoch) = Transactions.Producer(side, _id, _epochShift);
        return new()
        {
            TransactionalId = side.Full(_id),
            GroupId = side.Full(_group),
            ProducerId = id,
            ProducerEpoch = epoch,
            GenerationId = Version < 3 ? -1 : _member.Generation,
            MemberId = Version < 3 ? "" : _member.Member,
            Topics = [new() { Name = side.Full(_topic), Partitions = [new() { PartitionIndex = _partition, CommittedOffset = _offset, CommittedMetadata = "m" }] }],
        };
    }
}
