using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

public sealed class RecordBatchEnumeratorTests
{
    private readonly byte[][] _batches = [.. Enumerable.Range(0, 4).Select(i => Batches.Build((CompressionType)i, SampleRecord.Random(new Random(i), i + 1, 50)))];

    [Fact]
    public void MoveNext_cut_at_every_byte_gives_the_whole_batches()
    {
        byte[] all = [.. _batches.SelectMany(b => b)];
        for (int cut = 0; cut <= all.Length; cut++)
        {
            int whole = 0;
            int end = 0;
            foreach (ReadOnlyMemory<byte> batch in new RecordBatchEnumerator(all.AsMemory(0, cut)))
            {
                Assert.Equal(_batches[whole++], batch.ToArray());
                end += batch.Length;
            }

            Assert.True(end <= cut);
            Assert.True(whole == _batches.Length || end + _batches[whole].Length > cut);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void MoveNext_old_message_format_is_named(byte magic)
    {
        _batches[0][RecordBatchHeader.MagicPosition] = magic;
        ProtocolException error = Assert.Throws<ProtocolException>(() => new RecordBatchEnumerator(_batches[0]).MoveNext());
        Assert.Contains($"format v{magic}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(48)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void MoveNext_absurd_length_is_refused(int length)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(_batches[0].AsSpan(RecordBatchHeader.BatchLengthPosition), length);
        Assert.Throws<ProtocolException>(() => new RecordBatchEnumerator(_batches[0]).MoveNext());
    }
}
