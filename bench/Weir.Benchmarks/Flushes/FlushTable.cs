using System.Diagnostics;
using System.Globalization;
using Weir.Log.Storage;

namespace Weir.Benchmarks.Flushes;

/// <summary>
/// What one write and <c>fdatasync</c> costs, by the state of the blocks it goes into: the question behind writing ahead (docs/storage.md), and whether
/// segments that are no longer needed should be used again. Every round does all ways one after the other; medians of the rounds are printed.
/// </summary>
internal static class FlushTable
{
    private const int Rounds = 9;
    private const int BytesPerRun = 16 << 20;
    private const int MostFlushes = 300;
    private const int AheadStep = 1 << 20;
    private const int Block = 4096;

    private static readonly int[] Sizes = [4 << 10, 16 << 10, 64 << 10, 128 << 10, 1 << 20];

    private static readonly (string Name, Func<string, IStorageFile> Prepare, bool WritesAhead)[] Ways =
    [
        ("growing", New, false),
        ("new, zeros ahead", New, true),
        ("recycled, zeros ahead", Recycled, true),
        ("new, zeroed before", path => Filled(path, 0), false),
        ("recycled, zeroed before", RecycledAndZeroed, false),
    ];

    private static readonly byte[] Zeros = new byte[AheadStep];

    /// <param name="directory">Where to write; a directory of its own is made in it, and removed.</param>
    public static int Run(string directory)
    {
        string path = Path.Join(directory, $"weir-flushes-{Environment.ProcessId}");
        Directory.CreateDirectory(path);
        try
        {
            Console.WriteLine($"{"flush",9} {"way",-24} {"us/flush",9} {"MiB/s",7} {"growing = 1",12} {"prepare, ms",12}");
            foreach (int size in Sizes)
            {
                Measure(Path.Join(path, "segment"), size);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Measure(string path, int size)
    {
        var runs = Ways.Select(_ => new List<double>()).ToArray();
        var preparations = Ways.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < Rounds; round++)
        {
            for (int way = 0; way < Ways.Length; way++)
            {
                File.Delete(path);
                long started = Stopwatch.GetTimestamp();
                using IStorageFile file = Ways[way].Prepare(path);
                file.FlushData();
                preparations[way].Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                runs[way].Add(Append(file, size, Ways[way].WritesAhead));
            }
        }

        for (int way = 0; way < Ways.Length; way++)
        {
            double microseconds = Median(runs[way]);
            double ratio = Median([.. runs[way].Zip(runs[0], (mine, growing) => mine / growing)]);
            string preparation = Text(Median(preparations[way]) * 1000);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{size >> 10,6} KiB {Ways[way].Name,-24} {microseconds,9:F0} {size / microseconds * 1e6 / (1 << 20),7:F0} {ratio,12:F2} {preparation,12}"));
        }
    }

    /// <returns>Microseconds a flush.</returns>
    private static double Append(IStorageFile file, int size, bool writesAhead)
    {
        byte[] batch = new byte[size];
        new Random(size).NextBytes(batch);
        int flushes = Math.Min(MostFlushes, BytesPerRun / size);
        long zerosEnd = 0;
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < flushes; i++)
        {
            long position = (long)i * size;
            file.Write(batch, position);
            if (writesAhead && zerosEnd < position + (2 * size) + Block)
            {
                zerosEnd = Math.Max(zerosEnd, position + size);
                file.Write(Zeros, zerosEnd);
                zerosEnd += AheadStep;
            }

            file.FlushData();
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / flushes;
    }

    private static IStorageFile New(string path) => LocalFileSystem.Instance.Open(path, create: true);

    private static IStorageFile Recycled(string path) => Filled(path, 0x5A);

    private static IStorageFile RecycledAndZeroed(string path)
    {
        using (IStorageFile file = Recycled(path))
        {
            file.FlushData();
        }

        return Filled(path, 0);
    }

    private static IStorageFile Filled(string path, byte content)
    {
        IStorageFile file = New(path);
        byte[] bytes = new byte[AheadStep];
        bytes.AsSpan().Fill(content);
        for (int position = 0; position < BytesPerRun + (2 * AheadStep); position += bytes.Length)
        {
            file.Write(bytes, position);
        }

        return file;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(double value) => value.ToString("F0", CultureInfo.InvariantCulture);
}
