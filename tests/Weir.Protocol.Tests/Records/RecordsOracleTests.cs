using System.Buffers.Binary;
using Weir.Protocol.Records;
using Weir.Protocol.Tests.Oracle;

namespace Weir.Protocol.Tests.Records;

/// <summary>Record batches, codecs, hash and validation side by side with Apache Kafka's own classes.</summary>
public sealed class RecordsOracleTests(JavaOracle oracle) : IClassFixture<JavaOracle>
{
    private const long Now = 1_700_000_000_000;

    [Fact]
    public void Read_what_kafka_wrote_gives_what_kafka_reads()
    {
        string written = oracle.PathOf("kafka-batches");
        oracle.RunProgram("RecordsOracle", "write", "431", "400", written);
        List<byte[]> batches = OracleFile.Blobs(written);
        Assert.Equal(400, batches.Count);

        List<string> seenByKafka = Describe(batches);

        for (int i = 0; i < batches.Count; i++)
        {
            Assert.Equal(seenByKafka[i], BatchDescription.Of(batches[i]));
        }
    }

    [Fact]
    public void Build_what_kafka_reads_is_what_was_appended()
    {
        var random = new Random(432);
        List<byte[]> batches = [];
        for (int i = 0; i < 400; i++)
        {
            batches.Add(RandomBatch(random, (CompressionType)(i % 5)));
        }

        List<string> seenByKafka = Describe(batches);

        for (int i = 0; i < batches.Count; i++)
        {
            Assert.Equal(BatchDescription.Of(batches[i]), seenByKafka[i]);
        }
    }

    [Fact]
    public void Hash_random_keys_agrees_with_kafka()
    {
        var random = new Random(433);
        List<byte[]> keys = [.. Enumerable.Range(0, 20_000).Select(i => RandomBytes(random, i % 70))];
        byte[] hashes = Exchange("hash", keys);
        for (int i = 0; i < keys.Count; i++)
        {
            Assert.Equal(BinaryPrimitives.ReadInt32BigEndian(hashes.AsSpan(4 * i)), Murmur2.Hash(keys[i]));
        }
    }

    [Fact]
    public void Decompress_every_form_of_other_clients_gives_the_plain_bytes()
    {
        var random = new Random(434);
        List<byte[]> plain = [.. new[] { 1, 100, 65_535, 65_536, 65_537, 1_000_000, 9_000_000 }.Select(size => HalfCompressible(random, size))];
        var reader = new ProtocolReader(Exchange("compress", plain));
        foreach (byte[] expected in plain)
        {
            int forms = reader.ReadInt32();
            Assert.True(forms > 10);
            for (int i = 0; i < forms; i++)
            {
                var type = (CompressionType)reader.ReadInt32();
                byte[] compressed = reader.ReadBytes(compact: false).ToArray();
                using var output = new PooledBuffer();
                Decompressor.Decompress(type, compressed, output);
                Assert.True(output.WrittenSpan.SequenceEqual(expected), $"form {i}, {type}, {expected.Length} bytes");
            }
        }
    }

    [Fact]
    public void Validate_sound_and_broken_batches_agrees_with_kafka()
    {
        List<ValidationCase> cases = [.. ValidationCase.Random(new Random(435), 3000, Now)];
        string input = oracle.PathOf("validate-in");
        string output = oracle.PathOf("validate-out");
        OracleFile.Write(input, cases.Select(c => c.Encode()));
        oracle.RunProgram("RecordsOracle", "validate", input, output);

        var reader = new ProtocolReader(File.ReadAllBytes(output));
        var outcomes = new HashSet<ErrorCode>();
        foreach (ValidationCase current in cases)
        {
            var expected = (ErrorCode)reader.ReadInt16();
            string message = reader.ReadString(compact: false);
            int[] indexes = new int[reader.ReadInt32()];
            for (int i = 0; i < indexes.Length; i++)
            {
                indexes[i] = reader.ReadInt32();
            }

            RecordBatchValidation actual = RecordBatchValidator.Validate(current.Records, current.Rules, Now, out _);
            Assert.True(expected == actual.ErrorCode, $"{current.What}: Kafka says {expected} ({message}), Weir says {actual.ErrorCode} ({actual.Message})");
            Assert.Equal(indexes, actual.RecordErrors.Select(e => e.BatchIndex));
            outcomes.Add(expected);
        }

        Assert.True(outcomes.Count >= 6, $"The cases reach only {string.Join(", ", outcomes)}.");
    }

    private static byte[] RandomBatch(Random random, CompressionType compression)
    {
        using var builder = new RecordBatchBuilder
        {
            Compression = compression,
            BaseOffset = random.Next(1_000_000),
            PartitionLeaderEpoch = random.Next(10),
            DeleteHorizonMs = random.Next(4) == 0 ? Now + random.Next(1_000_000) : null,
        };
        if (random.Next(2) == 0)
        {
            (builder.ProducerId, builder.ProducerEpoch, builder.BaseSequence) = (random.Next(1000), (short)random.Next(100), random.Next());
            builder.IsTransactional = random.Next(2) == 0;
        }

        int offsetDelta = 0;
        foreach (SampleRecord record in SampleRecord.Random(random, random.Next(1, 60), random.Next(20) == 0 ? 100_000 : 200))
        {
            builder.AppendAt(offsetDelta, record.Timestamp, record.Key, record.Value, record.Headers);
            offsetDelta += random.Next(5) == 0 ? random.Next(1, 200) : 1;
        }

        byte[] batch = builder.Build().ToArray();
        if (random.Next(5) == 0)
        {
            RecordBatch.SetLogAppendTime(batch, Now);
        }

        return batch;
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] HalfCompressible(Random random, int length)
    {
        byte[] bytes = RandomBytes(random, length);
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (i >> 12) % 2 == 0 ? bytes[i] : (byte)(bytes[i] & 1);
        }

        return bytes;
    }

    private List<string> Describe(List<byte[]> batches)
    {
        var reader = new ProtocolReader(Exchange("describe", batches));
        var descriptions = new List<string>(batches.Count);
        for (int i = 0; i < batches.Count; i++)
        {
            descriptions.Add(BatchDescription.Read(ref reader));
        }

        Assert.Equal(0, reader.Remaining);
        return descriptions;
    }

    private byte[] Exchange(string command, List<byte[]> blobs)
    {
        string input = oracle.PathOf($"{command}-in");
        string output = oracle.PathOf($"{command}-out");
        OracleFile.Write(input, blobs.Select(OracleFile.Prefixed));
        oracle.RunProgram("RecordsOracle", command, input, output);
        return File.ReadAllBytes(output);
    }
}
