using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Produce in a transaction, added before (V1) or by the write itself (V2), and when there is none.</summary>
internal sealed class ProduceInTransaction(Dice dice) : RequestStep<ProduceRequest, ProduceResponse>(dice)
{
    private readonly string _id = dice.Pick("x0", "x0", "x1");
    private readonly short _acks = dice.Mostly<short>(-1, 1);
    private readonly int _epochShift = dice.Mostly(0, 0, -1, 1);
    private readonly int _sequenceShift = dice.Mostly(0, 0, -1, 1);
    private readonly string _topic = dice.Mostly("t0", "t1", "missing");
    private readonly int _partition = dice.Mostly(0, 1, 9);
    private readonly BatchPlan _batch = new(dice, isSound: true);

    protected override ProduceRequest Build(Side side)
    {
        var producer = Transactions.Producer(side, _id, _epochShift);
        var next = side.Producers.NextSequence(producer, _topic, _partition);
        var sequence = next == 0 ? 0 : Math.Max(next + _sequenceShift, 0);
        return new()
        {
            TransactionalId = side.Full(_id),
            Acks = _acks,
            TimeoutMs = 30_000,
            TopicData =
            [
                new()
                {
                    Name = side.Full(_topic),
                    TopicId = side.TopicId(_topic),
                    PartitionData = [new() { Index = _partition, Records = _batch.Build(producer.Id, producer.Epoch, sequence, isTransactional: true) }],
                },
            ],
        };
    }

    protected override Task LearnAsync(Side side, ProduceRequest request, ProduceResponse response)
    {
        if (_sequenceShift == 0 && response.Responses.Single().PartitionResponses.Single().ErrorCode == ErrorCode.None)
        {
            var producer = Transactions.Producer(side, _id, _epochShift);
            side.Producers.Appended(producer, _topic, _partition, side.Producers.NextSequence(producer, _topic, _partition) + _batch.Count);
        }

        return Task.CompletedTask;
    }
}
