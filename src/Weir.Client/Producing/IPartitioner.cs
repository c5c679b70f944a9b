namespace Weir.Client;

/// <summary>Chooses the partition of each record that names none.</summary>
public interface IPartitioner
{
    /// <summary>Called on the sending thread, possibly by several at once.</summary>
    /// <param name="topic">The record's topic.</param>
    /// <param name="key">The serialized key; empty when <paramref name="hasKey"/> is false.</param>
    /// <param name="hasKey">False when the key is null.</param>
    /// <param name="partitionCount">Partitions of the topic, at least 1.</param>
    /// <returns>From 0 to <paramref name="partitionCount"/> - 1, or -1 to use the sticky partition.</returns>
    int Partition(string topic, ReadOnlySpan<byte> key, bool hasKey, int partitionCount);
}
