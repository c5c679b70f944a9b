using Weir.Protocol.Records;

namespace Weir.Log.Tests.Support;

/// <summary>What a partition must hold, kept in a list.</summary>
internal sealed class LogModel
{
    private readonly List<(RecordBatchHeader Header, byte[] Bytes)> _batches = [];
    private readonly Dictionary<long, (short Epoch, int NextSequence)> _producers = [];

    public long StartOffset { get; set; }

    public long EndOffset { get; private set; }

    public IReadOnlyDictionary<long, (short Epoch, int NextSequence)> Producers => _producers;

    public IEnumerable<(RecordBatchHeader Header, byte[] Bytes)> Batches => _batches;

    public void Append(byte[] batch, int leaderEpoch)
    {
        byte[] stored = (byte[])batch.Clone();
        RecordBatch.SetBaseOffset(stored, EndOffset);
        RecordBatch.SetPartitionLeaderEpoch(stored, leaderEpoch);
        RecordBatchHeader.TryRead(stored, out RecordBatchHeader header);
        _batches.Add((header, stored));
        EndOffset = header.NextOffset;
        Remember(header);
    }

    /// <summary>The batches a read from this offset begins with.</summary>
    public ReadOnlySpan<byte> From(long offset)
    {
        foreach ((RecordBatchHeader header, byte[] bytes) in _batches)
        {
            if (header.LastOffset >= offset)
            {
                return bytes;
            }
        }

        return [];
    }

    /// <summary>The last batch of a producer, if it has one at or above the log start.</summary>
    public (RecordBatchHeader Header, byte[] Bytes)? LastOf(long producerId)
    {
        var last = _batches.LastOrDefault(batch => batch.Header.ProducerId == producerId && batch.Header.BaseOffset >= StartOffset);
        return last.Bytes is null ? null : last;
    }

    /// <summary>A crash has taken everything from this offset on.</summary>
    public void TruncateTo(long endOffset)
    {
        _batches.RemoveAll(batch => batch.Header.NextOffset > endOffset);
        EndOffset = endOffset;
        _producers.Clear();
        foreach ((RecordBatchHeader header, _) in _batches)
        {
            Remember(header);
        }
    }

    private void Remember(in RecordBatchHeader header)
    {
        if (header.HasProducerId)
        {
            _producers[header.ProducerId] = (header.ProducerEpoch, header.LastSequence + 1);
        }
    }
}
