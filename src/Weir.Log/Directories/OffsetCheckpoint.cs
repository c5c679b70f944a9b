using System.Globalization;
using System.Text;
using Weir.Log.Storage;

namespace Weir.Log.Directories;

/// <summary>One of Kafka's checkpoint files: version 0, a count, and a line "topic partition offset" per partition.</summary>
/// <remarks>Thread model: any thread; writes are serialised so that a later one is not overwritten by an earlier one.</remarks>
internal sealed class OffsetCheckpoint(IFileSystem files, string path)
{
    public const string RecoveryPoints = "recovery-point-offset-checkpoint";
    public const string LogStartOffsets = "log-start-offset-checkpoint";
    public const string HighWatermarks = "replication-offset-checkpoint";
    public const string CleanedOffsets = "cleaner-offset-checkpoint";

    private readonly Lock _gate = new();
    private string? _written;

    /// <summary>Reads the file; a missing or damaged one is empty: offsets are then found from the logs.</summary>
    /// <param name="damage">What is wrong with the file, or null.</param>
    public Dictionary<(string Topic, int Partition), long> Read(out string? damage)
    {
        damage = null;
        var offsets = new Dictionary<(string Topic, int Partition), long>();
        if (!files.FileExists(path))
        {
            return offsets;
        }

        string[] lines = Encoding.UTF8.GetString(files.ReadFile(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
        {
            return offsets;
        }

        if (lines[0] != "0" || lines.Length < 2 || lines[1] != (lines.Length - 2).ToString(CultureInfo.InvariantCulture))
        {
            damage = "its version or its number of lines is wrong";
            return offsets;
        }

        foreach (string line in lines.AsSpan(2))
        {
            string[] parts = line.Split(' ');
            if (parts.Length != 3
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int partition)
                || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
            {
                damage = $"the line '{line}' is not 'topic partition offset'";
                return [];
            }

            offsets[(parts[0], partition)] = offset;
        }

        return offsets;
    }

    /// <summary>Replaces the file, if the offsets have changed; on disk when this returns.</summary>
    public void Write(Func<IEnumerable<(string Topic, int Partition, long Offset)>> collect)
    {
        lock (_gate)
        {
            var lines = new StringBuilder();
            int count = 0;
            foreach ((string topic, int partition, long offset) in collect())
            {
                lines.Append(CultureInfo.InvariantCulture, $"{topic} {partition} {offset}\n");
                count++;
            }

            lines.Insert(0, string.Create(CultureInfo.InvariantCulture, $"0\n{count}\n"));
            string content = lines.ToString();
            if (content != _written)
            {
                files.ReplaceFileDurably(path, Encoding.UTF8.GetBytes(content));
                _written = content;
            }
        }
    }
}
