namespace Weir.Broker;

/// <summary>What a client quota limits, by Kafka's names.</summary>
internal static class QuotaKey
{
    /// <summary>Bytes of produce requests a second (KIP-13).</summary>
    public const string ProducerByteRate = "producer_byte_rate";

    /// <summary>Bytes of fetch responses a second (KIP-13).</summary>
    public const string ConsumerByteRate = "consumer_byte_rate";

    /// <summary>Share of one processor spent on requests, in percent (KIP-124).</summary>
    public const string RequestPercentage = "request_percentage";

    /// <summary>Partitions created and deleted a second (KIP-599).</summary>
    public const string ControllerMutationRate = "controller_mutation_rate";

    /// <summary>Connections an address may open a second (KIP-612).</summary>
    public const string ConnectionCreationRate = "connection_creation_rate";
}
