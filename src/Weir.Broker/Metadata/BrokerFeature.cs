using Weir.Protocol;

namespace Weir.Broker;

/// <summary>A feature of the cluster (KIP-584): what this broker can do, which is also the level it is finalized at until somebody lowers it.</summary>
/// <param name="Name">As clients and tools know it.</param>
/// <param name="Lowest">Lowest supported level.</param>
/// <param name="Highest">Highest supported level.</param>
internal sealed record BrokerFeature(string Name, short Lowest, short Highest)
{
    /// <summary>What is not served while the feature is out of use.</summary>
    public IReadOnlyList<ApiKey> Apis { get; init; } = [];

    /// <summary>Every feature, only as far as it is implemented.</summary>
    public static IReadOnlyList<BrokerFeature> All { get; } =
    [
        new(MetadataController.MetadataVersionFeature, MetadataController.LowestMetadataVersion, MetadataController.MetadataVersion),

        // 1: the consumer groups of KIP-848.
        new("group.version", 0, 1) { Apis = [ApiKey.ConsumerGroupHeartbeat, ApiKey.ConsumerGroupDescribe] },

        // 1: the share groups of KIP-932.
        new("share.version", 0, 1)
        {
            Apis =
            [
                ApiKey.ShareGroupHeartbeat, ApiKey.ShareGroupDescribe, ApiKey.ShareFetch, ApiKey.ShareAcknowledge,
                ApiKey.DescribeShareGroupOffsets, ApiKey.AlterShareGroupOffsets, ApiKey.DeleteShareGroupOffsets,
            ],
        },

        // 1: the streams groups of KIP-1071.
        new("streams.version", 0, 1) { Apis = [ApiKey.StreamsGroupHeartbeat, ApiKey.StreamsGroupDescribe] },

        // 2: transactions V2, which raise the epoch with every transaction (KIP-890).
        new("transaction.version", 0, 2),
    ];
}
