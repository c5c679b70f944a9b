using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>InitProducerId without a transactional id: new ids, and the next epoch of one that is there (KIP-360).</summary>
internal sealed class InitProducerId(Dice dice) : RequestStep<InitProducerIdRequest, InitProducerIdResponse>(dice)
{
    private readonly string _producer = dice.Pick("p0", "p1");
    private readonly bool _isNext = dice.Chance(40);
    private readonly int _timeoutMs = dice.Mostly(60_000, 0, -1, int.MaxValue);

    protected override InitProducerIdRequest Build(Side side)
    {
        var (id, epoch) = _isNext ? side.Producers.Of(_producer) : (-1, (short)-1);
        return new() { TransactionalId = null, TransactionTimeoutMs = _timeoutMs, ProducerId = id, ProducerEpoch = epoch };
    }

    protected override Task LearnAsync(Side side, InitProducerIdRequest request, InitProducerIdResponse response)
    {
        if (response.ErrorCode == ErrorCode.None)
        {
            side.Names.AddProducer(response.ProducerId);
            side.Producers.Set(_producer, response.ProducerId, response.ProducerEpoch);
        }

        return Task.CompletedTask;
    }
}
