namespace Weir.Broker;

/// <summary>Levels of <c>metadata.version</c> by the names Kafka gives them.</summary>
internal static class MetadataVersions
{
    private static readonly string[] Names =
    [
        "3.3-IV3", "3.4-IV0", "3.5-IV0", "3.5-IV1", "3.5-IV2", "3.6-IV0", "3.6-IV1", "3.6-IV2", "3.7-IV0", "3.7-IV1", "3.7-IV2", "3.7-IV3", "3.7-IV4",
        "3.8-IV0", "3.9-IV0", "4.0-IV0", "4.0-IV1", "4.0-IV2", "4.0-IV3", "4.1-IV0", "4.1-IV1", "4.2-IV0", "4.2-IV1", "4.3-IV0",
    ];

    /// <summary>The name of a supported level.</summary>
    public static string NameOf(short level) => Names[level - MetadataController.LowestMetadataVersion];
}
