using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>One fetch request: tells whether there is enough to answer, and makes the answer.</summary>
/// <remarks>Thread model: owned by one request; its partitions do not change while it waits.</remarks>
internal sealed class FetchOperation(FetchScope scope, FetchRequest request, int maxResponseBytes, PartitionReader reader, BufferPool pool, RequestContext context)
{
    /// <summary>Bytes of one partition from which on they are sent from their file.</summary>
    private const int SmallestReferred = 64 * 1024;

    private readonly bool _readCommitted = request.IsolationLevel == 1;

    // More than its quota allows at once would have to wait, over and over.
    private readonly int _maxBytes = Math.Min(Math.Min(request.MaxBytes, maxResponseBytes), MostBytes(context));
    private readonly int _minBytes = Math.Min(request.MinBytes, MostBytes(context));

    public FetchPartition[] Partitions => scope.Partitions;

    /// <summary>How long the client lets this request wait.</summary>
    public TimeSpan MaxWait { get; } = TimeSpan.FromMilliseconds(Math.Max(request.MaxWaitMs, 0));

    /// <summary>Whether a single record is enough to answer with.</summary>
    public bool AnyByteIsEnough => _minBytes <= 1;

    /// <summary>Whether <c>min_bytes</c> over all partitions can be read, or there is an error to report.</summary>
    public bool IsReady()
    {
        if (scope.Partitions.Length == 0 || _minBytes <= 0)
        {
            return true;
        }

        long bytes = 0;
        foreach (FetchPartition wanted in scope.Partitions)
        {
            if (reader.Resolve(wanted, out Partition? partition) != ErrorCode.None)
            {
                return true;
            }

            bytes += ReadableBytes(wanted, partition!);
            if (bytes >= _minBytes)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Bytes that can be read of one partition; at least <c>min_bytes</c> when the answer must not wait. Exact only as far as that matters.</summary>
    public long ReadableBytes(FetchPartition wanted, Partition partition)
    {
        PartitionLog log = partition.Log;
        long end = PartitionReader.ReadableEnd(partition, _readCommitted);
        bool hasError = wanted.Offset < log.LogStartOffset
            || wanted.Offset > log.LogEndOffset
            || wanted.LastFetchedEpoch > partition.LeaderEpoch
            || log.Failure != ErrorCode.None
            || LeaderEpochs.Check(wanted.CurrentLeaderEpoch, partition.LeaderEpoch) != ErrorCode.None;
        if (hasError)
        {
            return long.MaxValue / int.MaxValue;
        }

        if (wanted.Offset >= end)
        {
            return 0;
        }

        if (AnyByteIsEnough)
        {
            return 1;
        }

        using LogSlice slice = log.Read(wanted.Offset, end, wanted.MaxBytes, atLeastOneBatch: true);
        return slice.Length;
    }

    /// <summary>The partition the request names, when it exists.</summary>
    public ErrorCode Resolve(FetchPartition wanted, out Partition? partition) => reader.Resolve(wanted, out partition);

    /// <summary>Reads what there is and makes the response; its memory is given back after it was sent. Over its quota a client gets no records.</summary>
    public FetchResponse Respond()
    {
        context.ResumeWork();
        var slices = new List<(FetchResponse.PartitionData Data, LogSlice Slice, FetchPartition Wanted)>(scope.Partitions.Length);
        try
        {
            var answers = new FetchResponse.PartitionData[scope.Partitions.Length];
            int total = Lease(answers, slices);
            if (RequestThrottle.HoldsFetch(context, total, out int waitMs))
            {
                scope.GiveUp();
                return new FetchResponse { SessionId = scope.IsIncremental ? scope.Session!.Id : 0, ThrottleTimeMs = waitMs };
            }

            if (total > 0)
            {
                ReadAll(slices, FetchBuffers.For(context, pool), total);
            }

            var response = new FetchResponse { SessionId = scope.Session?.Id ?? 0, ThrottleTimeMs = waitMs };
            AddAnswers(response, answers);
            return response;
        }
        finally
        {
            foreach ((_, LogSlice slice, _) in slices)
            {
                slice.Dispose();
            }
        }
    }

    private static int MostBytes(RequestContext context) =>
        context.Connection.Quotas is { IsIdle: false } quotas ? quotas.MostFetched(context.ClientId) : int.MaxValue;

    private int Lease(FetchResponse.PartitionData[] answers, List<(FetchResponse.PartitionData Data, LogSlice Slice, FetchPartition Wanted)> slices)
    {
        int total = 0;
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = reader.Read(scope.Partitions[i], _readCommitted, Math.Max(_maxBytes - total, 0), atLeastOneBatch: total == 0, out LogSlice slice);
            if (slice.Length > 0)
            {
                slices.Add((answers[i], slice, scope.Partitions[i]));
                total = checked(total + slice.Length);
            }
        }

        return total;
    }

    private void ReadAll(List<(FetchResponse.PartitionData Data, LogSlice Slice, FetchPartition Wanted)> slices, FetchBuffers buffers, int total)
    {
        for (int i = 0; i < slices.Count; i++)
        {
            (FetchResponse.PartitionData data, LogSlice slice, FetchPartition wanted) = slices[i];
            if (CanStay(slice, wanted))
            {
                data.Records = buffers.Refer(slice);
                slices[i] = (data, LogSlice.Empty, wanted);
            }
            else
            {
                Read(slice, buffers.Take(slice.Length, total), data, wanted);
            }

            total -= slice.Length;
        }
    }

    // Small reads are cheaper copied, and the list of aborted transactions needs a look at the batches.
    private bool CanStay(LogSlice slice, FetchPartition wanted) =>
        slice.Length >= SmallestReferred && slice.File is not null && !(_readCommitted && reader.HasAborted(wanted));

    private void Read(LogSlice slice, Memory<byte> memory, FetchResponse.PartitionData data, FetchPartition wanted)
    {
        try
        {
            data.Records = memory[..slice.CopyTo(memory.Span)];
            if (_readCommitted)
            {
                reader.AddAborted(wanted, data);
            }
        }
        catch (IOException)
        {
            data.ErrorCode = ErrorCode.KafkaStorageError;
        }
    }

    private void AddAnswers(FetchResponse response, FetchResponse.PartitionData[] answers)
    {
        if (scope.Session is not { } session)
        {
            Add(response, answers, mentionAll: true);
            return;
        }

        lock (session.Lock)
        {
            Add(response, answers, mentionAll: !scope.IsIncremental);
            for (int i = 0; i < answers.Length; i++)
            {
                if (answers[i].Records is { Length: > 0 })
                {
                    session.MoveLast(scope.Partitions[i]);
                }
            }
        }
    }

    private void Add(FetchResponse response, FetchResponse.PartitionData[] answers, bool mentionAll)
    {
        FetchResponse.FetchableTopicResponse? topic = null;
        for (int i = 0; i < answers.Length; i++)
        {
            FetchPartition wanted = scope.Partitions[i];
            if (!wanted.MustMention(answers[i]) && !mentionAll)
            {
                continue;
            }

            if (topic is null || topic.Topic != wanted.TopicName || topic.TopicId != wanted.TopicId)
            {
                topic = new() { Topic = wanted.TopicName, TopicId = wanted.TopicId };
                response.Responses.Add(topic);
            }

            topic.Partitions.Add(answers[i]);
        }
    }
}
