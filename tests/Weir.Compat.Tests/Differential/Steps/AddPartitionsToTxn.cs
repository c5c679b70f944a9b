using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>AddPartitionsToTxn as clients send it (to v3), and as brokers do, in batches and only to verify (from v4).</summary>
internal sealed class AddPartitionsToTxn(Dice dice) : RequestStep<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(dice)
{
    private readonly string _id = dice.TransactionalId();
    private readonly int _epochShift = dice.Mostly(0, 0, -1, 1);
    private readonly bool _onlyVerifies = dice.Chance(30);
    private readonly List<(string Topic, int Partition)> _partitions = [.. dice.Some(2, () => (dice.Mostly("t0", "t1", "missing"), dice.Mostly(0, 1, 9))).Distinct()];

    protected override AddPartitionsToTxnRequest Build(Side side)
    {
        var (id, epoch) = Transactions.Producer(side, _id, _epochShift);
        List<AddPartitionsToTxnRequest.AddPartitionsToTxnTopic> topics =
            [.. _partitions.GroupBy(p => p.Topic).Select(topic => new AddPartitionsToTxnRequest.AddPartitionsToTxnTopic { Name = side.Full(topic.Key), Partitions = [.. topic.Select(p => p.Partition)] })];
        return Version < 4
            ? new() { V3AndBelowTransactionalId = side.Full(_id), V3AndBelowProducerId = id, V3AndBelowProducerEpoch = epoch, V3AndBelowTopics = topics }
            : new() { Transactions = [new() { TransactionalId = side.Full(_id), ProducerId = id, ProducerEpoch = epoch, VerifyOnly = _onlyVerifies, Topics = topics }] };
    }
}
