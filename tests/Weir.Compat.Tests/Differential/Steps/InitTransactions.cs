using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>InitProducerId with a transactional id: the first time, again, and as the producer that it was (KIP-360).</summary>
internal sealed class InitTransactions(Dice dice, string? id = null) : RequestStep<InitProducerIdRequest, InitProducerIdResponse>(dice)
{
    private readonly string _id = id ?? dice.TransactionalId();
    private readonly bool _isKnown = id is null && dice.Chance(30);
    private readonly short _epochShift = dice.Mostly<short>(0, -1, 1);
    private readonly int _timeoutMs = id is null ? dice.Mostly(60_000, 0, -1, 900_001) : 60_000;

    protected override InitProducerIdRequest Build(Side side)
    {
        var (id, epoch) = side.Producers.Of(_id);
        return new()
        {
            TransactionalId = _id.Length == 0 ? "" : side.Full(_id),
            TransactionTimeoutMs = _timeoutMs,
            ProducerId = _isKnown ? id : -1,
            ProducerEpoch = _isKnown ? (short)Math.Max(epoch + _epochShift, 0) : (short)-1,
        };
    }

    protected override Task LearnAsync(Side side, InitProducerIdRequest request, InitProducerIdResponse response)
    {
        if (response.ErrorCode != ErrorCode.None)
        {
            return Task.CompletedTask;
        }

        side.Names.AddProducer(response.ProducerId);
        side.Producers.Set(_id, response.ProducerId, response.ProducerEpoch);
        return Transactions.SettleAsync(side);
    }
}
