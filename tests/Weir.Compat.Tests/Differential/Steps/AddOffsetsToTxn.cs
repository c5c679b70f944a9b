using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>AddOffsetsToTxn, before TxnOffsetCommit of transactions V1.</summary>
internal sealed class AddOffsetsToTxn(Dice dice) : RequestStep<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>(dice)
{
    private readonly string _id = dice.TransactionalId();
    private readonly int _epochShift = dice.Mostly(0, 0, -1, 1);
    private readonly string _group = dice.Group();

    protected override AddOffsetsToTxnRequest Build(Side side)
    {
        var (id, epoch) = Transactions.Producer(side, _id, _epochShift);
        return new() { TransactionalId = side.Full(_id), ProducerId = id, ProducerEpoch = epoch, GroupId = side.Full(_group) };
    }
}
