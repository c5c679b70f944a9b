namespace Weir.Client;

/// <summary>Kinds of groups, as brokers write them.</summary>
public static class GroupType
{
    /// <summary>Clients assign the partitions.</summary>
    public const string Classic = "Classic";

    /// <summary>The coordinator assigns the partitions (KIP-848).</summary>
    public const string Consumer = "Consumer";

    /// <summary>Members share partitions record by record (KIP-932).</summary>
    public const string Share = "Share";

    /// <summary>Threads of Kafka Streams applications, whose tasks the coordinator assigns (KIP-1071).</summary>
    public const string Streams = "Streams";
}
