using Weir.Broker.Groups.Consumer;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Share;

/// <summary>One share fetch: tells whether there is enough to acquire, and acquires it.</summary>
/// <remarks>Thread model: owned by one request; its partitions do not change while it waits.</remarks>
internal sealed class ShareFetchOperation(ShareFetchRequest request, IReadOnlyList<ShareFetchTarget> targets, ShareConsumption consumption, RequestContext context)
{
    private const sbyte RecordLimitMode = 1;

    // Rounds of which nothing came although something had been there: others were quicker.
    private const int MostFruitlessRounds = 100;

    private readonly int _maxBytes = Math.Min(request.MaxBytes, consumption.MaxResponseBytes);
    private readonly bool _readCommitted = consumption.Settings.Of(request.GroupId!).ReadCommitted;

    // Kafka reads the states of share partitions one by one and answers as soon as a fetch has records: clients see the first answer hold one partition.
    private readonly bool _beginsShare = targets.Any(target => target.IsNew);
    private FetchBuffers? _buffers;
    private int _bytes;
    private long _records;

    public IReadOnlyList<ShareFetchTarget> Targets => targets;

    private bool IsEnoughToBegin => _beginsShare && _records > 0 && _bytes >= request.MinBytes;

    /// <summary>Acquires what there is, and waits for it if need be.</summary>
    /// <returns>The partitions to answer with, records or errors; those of which there is nothing to tell are left out.</returns>
    public async ValueTask<List<(TopicIdPartition Partition, ShareFetchResponse.PartitionData Data)>> RunAsync()
    {
        long began = consumption.Time.GetTimestamp();
        var maxWait = TimeSpan.FromMilliseconds(Math.Max(0, request.MaxWaitMs));
        for (int round = 0; ; round++)
        {
            TimeSpan left = maxWait - consumption.Time.GetElapsedTime(began);
            if (context.ConnectionClosed.IsCancellationRequested)
            {
                return [];
            }

            bool isLast = left <= TimeSpan.Zero || round == MostFruitlessRounds || request.MinBytes <= 0;
            if (isLast || IsReady())
            {
                List<(TopicIdPartition, ShareFetchResponse.PartitionData)> answers = AcquireAll();
                if (isLast || answers.Count > 0)
                {
                    return answers;
                }
            }

            await new ShareFetchWait(this, consumption.Completions).WaitAsync(consumption.Time, left, context.ConnectionClosed);
        }
    }

    /// <summary>Whether <c>min_bytes</c> over all partitions can be acquired, or there is an error to report.</summary>
    public bool IsReady()
    {
        long bytes = 0;
        foreach (ShareFetchTarget target in targets)
        {
            if (target.Error != ErrorCode.None || target.Partition!.Log.Failure != ErrorCode.None)
            {
                return true;
            }

            bytes += ReadableBytes(target);
            if (bytes >= request.MinBytes)
            {
                return true;
            }
        }

        return false;
    }

    private long ReadableBytes(ShareFetchTarget target)
    {
        PartitionLog log = target.Partition!.Log;
        long end = PartitionReader.ReadableEnd(target.Partition, _readCommitted);
        if (_maxBytes <= 0 || target.Cell!.NextOffset is not { } next || next >= end)
        {
            return 0;
        }

        if (request.MinBytes == 1)
        {
            return 1;
        }

        using LogSlice slice = log.Read(Math.Max(next, log.LogStartOffset), end, _maxBytes, atLeastOneBatch: true);
        return slice.Length;
    }

    private List<(TopicIdPartition, ShareFetchResponse.PartitionData)> AcquireAll()
    {
        var answers = new List<(TopicIdPartition, ShareFetchResponse.PartitionData)>();
        foreach (ShareFetchTarget target in targets)
        {
            if (target.Error != ErrorCode.None)
            {
                answers.Add((target.Id, new() { PartitionIndex = target.Id.Partition, ErrorCode = target.Error }));
            }
            else if (_records < request.MaxRecords && _bytes < _maxBytes && !IsEnoughToBegin && Acquire(target) is { } data)
            {
                answers.Add((target.Id, data));
            }
        }

        return answers;
    }

    private ShareFetchResponse.PartitionData? Acquire(ShareFetchTarget target)
    {
        ShareFetchResponse.PartitionData? data = null;
        if (target.Cell!.NextOffset is null || !target.Cell.TryRun(machine => data = Acquire(target.Partition!, machine)) || data is null)
        {
            return null;
        }

        if (data.AcquiredRecords.Count > 0 && !consumption.Sessions.Touch(target.Cell.Key, request.MemberId!))
        {
            target.Cell.TryRun(machine => machine.Release(request.MemberId!, reply: null));
        }

        return data;
    }

    /// <summary>Under the share partition's lock: reads from the first record that can be delivered, until some could be acquired or there are no more.</summary>
    private ShareFetchResponse.PartitionData? Acquire(Partition partition, SharePartitionMachine machine)
    {
        PartitionLog log = partition.Log;
        machine.Align(log.LogStartOffset, log.LogEndOffset);
        long end = PartitionReader.ReadableEnd(partition, _readCommitted);
        while (machine.NextOffset is { } offset && offset < end)
        {
            using LogSlice slice = log.Read(offset, end, Math.Max(0, _maxBytes - _bytes), atLeastOneBatch: _bytes == 0);
            if (slice.Length == 0)
            {
                return slice.Error == ErrorCode.None ? null : new() { PartitionIndex = partition.Index, ErrorCode = slice.Error };
            }

            ReadOnlyMemory<byte> read = Copy(slice);
            IReadOnlyList<AcquiredRange> acquired = machine.Acquire(
                request.MemberId!,
                new AcquireLimits((int)(request.MaxRecords - _records), request.BatchSize, request.ShareAcquireMode == RecordLimitMode),
                FetchedBatches.Parse(read.Span, log, _readCommitted));
            if (acquired.Count > 0)
            {
                return Answer(partition, read, acquired);
            }

            if (machine.NextOffset == offset)
            {
                break;
            }
        }

        return null;
    }

    private ReadOnlyMemory<byte> Copy(LogSlice slice)
    {
        _buffers ??= FetchBuffers.For(context, consumption.Buffers);
        Memory<byte> memory = _buffers.Take(slice.Length, slice.Length);
        return memory[..slice.CopyTo(memory.Span)];
    }

    private ShareFetchResponse.PartitionData Answer(Partition partition, ReadOnlyMemory<byte> read, IReadOnlyList<AcquiredRange> acquired)
    {
        ReadOnlyMemory<byte> records = FetchedBatches.Slice(read, acquired[0].First, acquired[^1].Last);
        _bytes += records.Length;
        _records += acquired.Sum(range => range.Count);
        return new()
        {
            PartitionIndex = partition.Index,
            Records = records,
            AcquiredRecords = [.. acquired.Select(range => new ShareFetchResponse.AcquiredRecords { FirstOffset = range.First, LastOffset = range.Last, DeliveryCount = range.DeliveryCount })],
        };
    }
}
