using Weir.Broker.Groups;
using Weir.Broker.Share;
using Weir.Broker.Tests.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Share;

/// <summary>A share partition machine on virtual time, over a log of batches and with its state in memory, stored at once unless told to hold back.</summary>
internal sealed class ShareScene : MachineHarness<SharePartitionMachine>, ISharePartitionSettings
{
    public static readonly SharePartitionKey Key = new("g", Guid.Parse("6f1b1d6e-9a42-4d9a-8a33-0a5d0e6b2f11"), 0);

    private readonly List<LogBatch> _batches = [];

    public ShareScene()
    {
        Machine = new SharePartitionMachine(Key, this, Clock, this);
    }

    public ShareSettings Settings { get; set; } = new();

    public long LogEnd { get; private set; }

    public long LogStart { get; private set; }

    public static ShareScene Started(long start = 0)
    {
        var scene = new ShareScene();
        scene.Do(machine => machine.Reset(start, stateEpoch: 1, leaderEpoch: 0, reply: null));
        return scene;
    }

    /// <summary>Appends a batch of records to the topic, after a gap as compaction leaves it.</summary>
    public void Produce(int records, bool isDeliverable = true, int gap = 0)
    {
        LogEnd += gap;
        _batches.Add(new LogBatch(LogEnd, LogEnd + records - 1, isDeliverable));
        LogEnd += records;
    }

    public void MoveLogStart(long offset)
    {
        LogStart = offset;
        _batches.RemoveAll(batch => batch.Last < offset);
        Do(machine => machine.Align(LogStart, LogEnd));
    }

    /// <summary>Whether a record is in the log, and one that consumers get.</summary>
    public bool Holds(long offset) => _batches.Exists(batch => batch.IsDeliverable && batch.First <= offset && offset <= batch.Last);

    public IReadOnlyList<AcquiredRange> Acquire(string member = "m", int maxRecords = 100, int batchSize = 100, bool isStrict = false, int mostBatches = int.MaxValue)
    {
        IReadOnlyList<AcquiredRange> acquired = [];
        while (acquired.Count == 0 && Machine.NextOffset is { } next && next < LogEnd)
        {
            List<LogBatch> batches = [.. _batches.Where(batch => batch.Last >= next).Take(mostBatches)];
            Do(machine => acquired = machine.Acquire(member, new AcquireLimits(maxRecords, batchSize, isStrict), batches));
            if (Machine.NextOffset == next)
            {
                break;
            }
        }

        return acquired;
    }

    public ErrorCode Acknowledge(string member, long first, long last, params AcknowledgeType[] types) => Begin(member, first, last, types).Response.Code;

    public RecordedReply<ApiError> Begin(string member, long first, long last, params AcknowledgeType[] types)
    {
        var reply = new RecordedReply<ApiError>();
        Do(machine => machine.Acknowledge(member, [new Acknowledgement(first, last, types)], reply));
        return reply;
    }

    /// <summary>The broker dies and comes back from its log; writes held back are lost.</summary>
    public void Crash()
    {
        LoseHeldWrites();
        Machine = new SharePartitionMachine(Key, this, Clock, this);
        if (Replay() is { } stored)
        {
            Machine.Restore(stored);
        }
    }

    public SharePartitionSnapshot? Replay()
    {
        var reader = new ShareStateReader();
        foreach (GroupRecord record in Log)
        {
            reader.Read(record.Key, record.Value is { } value ? value.AsMemory() : default(ReadOnlyMemory<byte>?));
        }

        return reader.Partitions.SingleOrDefault();
    }

    /// <summary>The window in one line, to compare: deliveries under way count as if they had not begun.</summary>
    public string Describe() => $"{Machine.Window.Start}: " + string.Join(' ', Machine.Window.Ranges
        .Select(range => (range, Count: range.State == DeliveryState.Acquired ? range.DeliveryCount - 1 : range.DeliveryCount))
        .Where(told => told.Count > 0 || told.range.IsDone)
        .SelectMany(told => Enumerable.Range(0, (int)told.range.Count).Select(i => $"{told.range.First + i}{(told.range.IsDone ? told.range.State : "")}x{told.Count}")));

    ShareSettings ISharePartitionSettings.Of(string groupId) => Settings;
}
