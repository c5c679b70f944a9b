using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;
using Record = Weir.Protocol.Records.Record;

namespace Weir.Client.Tests.Support;

/// <summary>One partition of a fake broker with Kafka's rule for sequences: the next one, one of the last five again, or an error.</summary>
/// <remarks>Thread model: guarded by its lock.</remarks>
internal sealed class FakeLog
{
    private readonly Lock _lock = new();
    private readonly List<(short Epoch, int First, int Last, long Offset)> _batches = [];
    private readonly List<string> _values = [];

    public IReadOnlyList<string> Values
    {
        get
        {
            lock (_lock)
            {
                return [.. _values];
            }
        }
    }

    /// <summary>Forgets what it knows of producers, as after a loss of state with other sequences still in the log.</summary>
    public void PretendLastSequenceWas(short epoch, int last)
    {
        lock (_lock)
        {
            _batches.Clear();
            _batches.Add((epoch, last, last, 0));
        }
    }

    public ProduceResponse.PartitionProduceResponse Append(int index, ReadOnlyMemory<byte> batch)
    {
        lock (_lock)
        {
            Assert.True(RecordBatch.IsCrcValid(batch.Span));
            Assert.True(RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header));
            foreach (var known in _batches.TakeLast(5))
            {
                if (known.Epoch == header.ProducerEpoch && known.First == header.BaseSequence && known.Last == header.LastSequence)
                {
                    return new() { Index = index, BaseOffset = known.Offset };
                }
            }

            if (_batches.Count > 0)
            {
                var last = _batches[^1];
                int expected = last.Epoch == header.ProducerEpoch ? last.Last + 1 : 0;
                if (header.ProducerEpoch < last.Epoch || header.BaseSequence != expected)
                {
                    return new() { Index = index, ErrorCode = ErrorCode.OutOfOrderSequenceNumber };
                }
            }

            long offset = _values.Count;
            _batches.Add((header.ProducerEpoch, header.BaseSequence, header.LastSequence, offset));
            using var reader = new RecordBatchReader();
            reader.Open(batch);
            foreach (Record record in reader)
            {
                _values.Add(System.Text.Encoding.UTF8.GetString(record.Value!.Value.Span));
            }

            return new() { Index = index, BaseOffset = offset };
        }
    }

    public static int RecordCount(ProduceRequest.PartitionProduceData data) =>
        RecordBatchHeader.TryRead(data.Records!.Value.Span, out RecordBatchHeader header) ? header.RecordCount : 0;

    /// <summary>An answer to a whole produce request, made partition by partition.</summary>
    public static ProduceResponse Answer(ProduceRequest request, Func<ProduceRequest.PartitionProduceData, ProduceResponse.PartitionProduceResponse> append) => new()
    {
        Responses = [.. request.TopicData.Select(topic => new ProduceResponse.TopicProduceResponse
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            PartitionResponses = [.. topic.PartitionData.Select(append)],
        })],
    };
}
