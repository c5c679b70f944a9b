using Weir.Protocol.Records;
using Record = Weir.Protocol.Records.Record;

namespace Weir.Protocol.Tests.Records;

/// <summary>Builds and reads batches the short way.</summary>
internal static class Batches
{
    public static TheoryData<CompressionType> Codecs => new(Enum.GetValues<CompressionType>());

    public static byte[] Build(CompressionType compression, IEnumerable<SampleRecord> records, Action<RecordBatchBuilder>? configure = null)
    {
        using var builder = new RecordBatchBuilder { Compression = compression };
        configure?.Invoke(builder);
        foreach (SampleRecord record in records)
        {
            builder.Append(record.Timestamp, record.Key, record.Value, record.Headers);
        }

        return builder.Build().ToArray();
    }

    public static List<SampleRecord> Read(ReadOnlyMemory<byte> batch, bool verifyCrc = true)
    {
        using var reader = new RecordBatchReader();
        reader.Open(batch, verifyCrc);
        var records = new List<SampleRecord>();
        foreach (Record record in reader)
        {
            records.Add(SampleRecord.Of(in record));
        }

        return records;
    }

    public static RecordBatchHeader HeaderOf(ReadOnlySpan<byte> batch)
    {
        Assert.True(RecordBatchHeader.TryRead(batch, out RecordBatchHeader header));
        return header;
    }
}
