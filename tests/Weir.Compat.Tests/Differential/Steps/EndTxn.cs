using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>EndTxn of both kinds: committed and aborted, once and again, with right and wrong epochs.</summary>
internal sealed class EndTxn(Dice dice) : RequestStep<EndTxnRequest, EndTxnResponse>(dice)
{
    private readonly string _id = dice.TransactionalId();
    private readonly int _epochShift = dice.Mostly(0, 0, -1, 1);
    private readonly bool _isCommit = dice.Chance(50);

    protected override EndTxnRequest Build(Side side)
    {
        var (id, epoch) = Transactions.Producer(side, _id, _epochShift);
        return new() { TransactionalId = side.Full(_id), ProducerId = id, ProducerEpoch = epoch, Committed = _isCommit };
    }

    protected override Task LearnAsync(Side side, EndTxnRequest request, EndTxnResponse response)
    {
        if (response.ErrorCode == ErrorCode.None && Version >= 5)
        {
            side.Names.AddProducer(response.ProducerId);
            side.Producers.Set(_id, response.ProducerId, response.ProducerEpoch);
        }

        return Transactions.SettleAsync(side);
    }
}
