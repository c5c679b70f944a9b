namespace Weir.Compat.Tests.Connect;

/// <summary>A file that a source reads: lines 0, 1, 2 and so on, padded so that they sort as numbers do.</summary>
internal sealed class GrowingFile(string path)
{
    /// <summary>Full path.</summary>
    public string Path { get; } = path;

    /// <summary>How many lines there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the file, which is the offset of a source that has read all of it.</summary>
    public long Length => new FileInfo(Path).Length;

    /// <summary>Some of the lines, whether they are there yet or not.</summary>
    public static IEnumerable<string> Lines(int first, int count) => Enumerable.Range(first, count).Select(number => $"line {number:d6}");

    /// <summary>Adds lines at the end.</summary>
    public async Task AppendAsync(int count)
    {
        await File.AppendAllLinesAsync(Path, Lines(Count, count));
        Count += count;
    }
}
