using System.Globalization;

namespace Weir.Log.Directories;

/// <summary>Directory names of partitions: <c>topic-3</c>, and <c>topic-3.id-delete</c> while they are deleted.</summary>
internal static class PartitionName
{
    private const string DeleteSuffix = "-delete";
    private const int MaxNameLength = 255;

    public static string Format(string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}");

    /// <summary>A name that no other deleted partition has; the topic is shortened to what a file system takes, as Kafka does.</summary>
    public static string FormatDeleted(string topic, int partition)
    {
        string suffix = string.Create(CultureInfo.InvariantCulture, $"-{partition}.{Guid.NewGuid():N}{DeleteSuffix}");
        return string.Concat(topic.AsSpan(0, Math.Min(topic.Length, MaxNameLength - suffix.Length)), suffix);
    }

    public static bool IsDeleted(string name) => name.EndsWith(DeleteSuffix, StringComparison.Ordinal) && name.Contains('.', StringComparison.Ordinal);

    public static bool TryParse(string name, out string topic, out int partition)
    {
        topic = string.Empty;
        partition = -1;
        int dash = name.LastIndexOf('-');
        if (dash <= 0 || !int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out partition))
        {
            return false;
        }

        topic = name[..dash];
        return name == Format(topic, partition);
    }
}
