using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Produce with every codec, with and without idempotence, to one partition or two; with acks=0 the next question shows whether the connection stands.</summary>
internal sealed class Produce : RequestStep<ProduceRequest, ProduceResponse>
{
    private readonly short _acks;
    private readonly string? _producer;
    private readonly int _sequenceShift;
    private readonly short _epochShift;
    private readonly List<(string Topic, int Partition, BatchPlan Batch)> _batches;

    public Produce(Dice dice)
        : base(dice)
    {
        _acks = dice.Mostly<short>(dice.Pick<short>(-1, 1), 0, 0, 2);
        _producer = _acks != 0 && dice.Chance(50) ? dice.Pick("p0", "p1") : null;
        _sequenceShift = dice.Mostly(0, -1, 1, -2, -3, -4);
        _epochShift = dice.Mostly<short>(0, -1, 1);
        _batches = [.. dice.Some(dice.Mostly(1, 2), () => (dice.Topic(), dice.Partition(), new BatchPlan(dice, isSound: _acks == 2))).DistinctBy(b => (b.Item1, b.Item2))];
    }

    public override async Task<Exchange> AskAsync(Side side)
    {
        if (_acks != 0)
        {
            return await base.AskAsync(side);
        }

        var request = Build(side);
        var question = $"{Api} v{Version} {side.DescribeQuestion(request)}";
        try
        {
            await side.SendAsync(request, Version);
            await side.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(new(), 0);
            return new Exchange(question, ["not answered"]);
        }
        catch (IOException)
        {
            await side.ReconnectAsync();
            return new Exchange(question, ["the connection is closed"]);
        }
    }

    protected override ProduceRequest Build(Side side) => new()
    {
        Acks = _acks,
        TimeoutMs = 30_000,
        TopicData =
        [
            .. _batches.GroupBy(b => b.Topic).Select(topic => new ProduceRequest.TopicProduceData
            {
                Name = side.Full(topic.Key),
                TopicId = side.TopicId(topic.Key),
                PartitionData = [.. topic.Select(b => new ProduceRequest.PartitionProduceData { Index = b.Partition, Records = Bytes(side, b.Topic, b.Partition, b.Batch) })],
            }),
        ],
    };

    protected override Task LearnAsync(Side side, ProduceRequest request, ProduceResponse response)
    {
        if (_producer is not null && _sequenceShift == 0)
        {
            foreach (var (topic, partition, batch) in _batches.Where(b => Succeeded(side, response, b.Topic, b.Partition)))
            {
                var producer = Producer(side);
                side.Producers.Appended(producer, topic, partition, side.Producers.NextSequence(producer, topic, partition) + batch.Count);
            }
        }

        return Task.CompletedTask;
    }

    private byte[] Bytes(Side side, string topic, int partition, BatchPlan batch)
    {
        if (_producer is null)
        {
            return batch.Build();
        }

        var producer = Producer(side);
        return batch.Build(producer.Id, producer.Epoch, side.Producers.NextSequence(producer, topic, partition) + _sequenceShift);
    }

    private (long Id, short Epoch) Producer(Side side)
    {
        var (id, epoch) = side.Producers.Of(_producer!);
        return (id, (short)Math.Max(epoch + _epochShift, 0));
    }

    private static bool Succeeded(Side side, ProduceResponse response, string topic, int partition) =>
        response.Responses.Exists(t => (t.Name == side.Full(topic) || t.TopicId == side.TopicId(topic)) && t.PartitionResponses.Exists(p => p.Index == partition && p.ErrorCode == Protocol.ErrorCode.None));
}
