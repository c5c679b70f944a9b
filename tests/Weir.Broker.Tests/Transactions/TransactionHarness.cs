using Microsoft.Extensions.Time.Testing;
using Weir.Broker.Groups;
using Weir.Broker.Tests.Groups;
using Weir.Broker.Transactions;
using Weir.Protocol;

namespace Weir.Broker.Tests.Transactions;

/// <summary>A transaction machine on virtual time, whose writes and markers become durable when the test says so, or at once.</summary>
internal sealed class TransactionHarness : ITransactionOutbox
{
    private readonly Queue<Action> _held = new();
    private long _nextProducerId = 100;

    public TransactionHarness()
    {
        Clock = new GroupClock(Time);
        Machine = new TransactionMachine("t", Clock, this);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public GroupClock Clock { get; }

    public TransactionMachine Machine { get; private set; }

    /// <summary>Every state written, oldest first; null is a tombstone.</summary>
    public List<TransactionMetadata?> Log { get; } = [];

    public List<MarkerBatch> Markers { get; } = [];

    public bool Hold { get; set; }

    public ErrorCode Outcome { get; set; }

    public TransactionState State => Machine.Current!.State;

    public ProducerIdentity Init(long producerId = -1, short epoch = -1, int timeoutMs = 60_000) => Answer(reply => Machine.Init(new ProducerInit(timeoutMs, producerId, epoch), TakeId, reply)).Response;

    public ErrorCode Add(ProducerIdentity producer, params int[] partitions) =>
        Machine.AddPartitions(producer.ProducerId, producer.Epoch, [.. partitions.Select(index => new TopicPartition("p", index))]).Also(Drain);

    public RecordedReply<ProducerIdentity> StartEnd(ProducerIdentity producer, bool isCommit, bool bumpsEpoch = false) =>
        Answer(reply => Machine.End(new TransactionEnd(producer.ProducerId, producer.Epoch, isCommit, bumpsEpoch), TakeId, reply));

    public ProducerIdentity End(ProducerIdentity producer, bool isCommit, bool bumpsEpoch = false) => StartEnd(producer, isCommit, bumpsEpoch).Response;

    /// <summary>Lets one write or batch of markers become durable.</summary>
    public void Release()
    {
        _held.Dequeue()();
        Drain();
    }

    /// <summary>The process ends and starts again with the last state that was written.</summary>
    public void Crash()
    {
        _held.Clear();
        Machine = new TransactionMachine("t", Clock, this);
        Machine.Restore(Log[^1]!, new RecordedReply<ProducerIdentity>());
        Drain();
    }

    public void Advance(int milliseconds)
    {
        Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Machine.OnTime();
        Drain();
    }

    public void Drain()
    {
        while (!Hold && _held.TryDequeue(out Action? next))
        {
            next();
        }
    }

    void ITransactionOutbox.Reply<T>(IReplyTo<T> to, T response) => to.Send(response);

    void ITransactionOutbox.Append(TransactionWrite write)
    {
        if (Outcome == ErrorCode.None)
        {
            Log.Add(write.Metadata);
        }

        ErrorCode outcome = Outcome;
        _held.Enqueue(() => write.Completed?.Invoke(outcome));
    }

    void ITransactionOutbox.WriteMarkers(MarkerBatch markers)
    {
        Markers.Add(markers);
        ErrorCode outcome = Outcome;
        _held.Enqueue(() => markers.Completed(outcome));
    }

    private RecordedReply<ProducerIdentity> Answer(Action<RecordedReply<ProducerIdentity>> ask)
    {
        var reply = new RecordedReply<ProducerIdentity>();
        ask(reply);
        Drain();
        return reply;
    }

    private long TakeId() => _nextProducerId++;
}
