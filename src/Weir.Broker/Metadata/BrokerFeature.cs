namespace Weir.Broker;

/// <summary>A feature of the cluster (KIP-584): what this broker can do, which is also the level it is finalized at.</summary>
/// <param name="Name">As clients and tools know it.</param>
/// <param name="Lowest">Lowest supported level.</param>
/// <param name="Highest">Highest supported level.</param>
internal sealed record BrokerFeature(string Name, short Lowest, short Highest)
{
    /// <summary>Every feature, only as far as it is implemented.</summary>
    public static IReadOnlyList<BrokerFeature> All { get; } =
    [
        new(MetadataController.MetadataVersionFeature, MetadataController.LowestMetadataVersion, MetadataController.MetadataVersion),

        // 1: the consumer groups of KIP-848.
        new("group.version", 0, 1),

        // 1: the share groups of KIP-932.
        new("share.version", 0, 1),

        // 2: transactions V2, which raise the epoch with every transaction (KIP-890).
        new("transaction.version", 0, 2),
    ];
}
