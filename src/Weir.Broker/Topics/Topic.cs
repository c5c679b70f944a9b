using System.Diagnostics.CodeAnalysis;

namespace Weir.Broker;

/// <summary>A topic: its identity, its partitions and its settings.</summary>
/// <remarks>
/// Thread model: identity never changes. <see cref="Partitions"/> and <see cref="Config"/> are replaced as a whole by the
/// <see cref="MetadataController"/>; anyone may read them at any time.
/// </remarks>
internal sealed class Topic(string name, Guid id)
{
    public const string OffsetsTopicName = "__consumer_offsets";
    public const string ClientMetricsTopicName = "__client_metrics";

    private volatile Partition[] _partitions = [];
    private volatile TopicConfig _config = TopicConfig.Default;

    public string Name { get; } = name;

    /// <summary>Random per creation (KIP-516).</summary>
    public Guid Id { get; } = id;

    /// <summary>Whether clients are told not to list it by default.</summary>
    public bool IsInternal { get; } = IsInternalName(name);

    /// <summary>Partitions by index.</summary>
    public IReadOnlyList<Partition> Partitions => _partitions;

    public TopicConfig Config => _config;

    public static bool IsInternalName(string name) => name is OffsetsTopicName or "__transaction_state" or "__share_group_state" or ClientMetricsTopicName;

    public bool TryGetPartition(int index, [NotNullWhen(true)] out Partition? partition)
    {
        Partition[] partitions = _partitions;
        partition = (uint)index < (uint)partitions.Length ? partitions[index] : null;
        return partition is not null;
    }

    internal void Replace(Partition[] partitions) => _partitions = partitions;

    internal void Replace(TopicConfig config) => _config = config;
}
