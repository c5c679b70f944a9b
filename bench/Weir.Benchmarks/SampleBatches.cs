using System.Globalization;
using System.Text;
using Weir.Protocol.Records;

namespace Weir.Benchmarks;

/// <summary>Record batches as producers send them: JSON values of about the wanted size, keyed, compressible as JSON is.</summary>
internal static class SampleBatches
{
    public const long Timestamp = 1_700_000_000_000;

    public static byte[] Build(int records, int valueSize, CompressionType compression = CompressionType.None)
    {
        using var builder = new RecordBatchBuilder { Compression = compression };
        for (int i = 0; i < records; i++)
        {
            builder.Append(Timestamp + i, Key(i), Value(i, valueSize));
        }

        return builder.Build().ToArray();
    }

    public static byte[] Key(int index) => Encoding.UTF8.GetBytes((index % 260).ToString(CultureInfo.InvariantCulture));

    public static byte[] Value(int index, int size)
    {
        var random = new Random(index);
        var text = new StringBuilder(size + 40);
        text.Append('{');
        while (text.Length < size - 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"\"field{random.Next(18)}\":{random.Next(100_000)},");
        }

        text.Length = Math.Max(size - 1, 1);
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }
}
