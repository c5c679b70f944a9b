using Weir.Log;

namespace Weir.Broker;

/// <summary>How a broker is started.</summary>
public sealed class BrokerOptions
{
    /// <summary>Directory of all logs; created when absent, laid out as Apache Kafka's.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>When a produce with <c>acks=all</c> is answered and shown to consumers (<c>weir.durability</c>).</summary>
    public Durability Durability { get; init; } = Durability.Disk;

    /// <summary>Host and port to bind; port 0 takes a free one.</summary>
    public BrokerEndpoint Listen { get; init; } = new("0.0.0.0", 9092);

    /// <summary>What clients are told to connect to; null derives it from <see cref="Listen"/>. Port 0 stands for the bound port.</summary>
    public BrokerEndpoint? Advertised { get; init; }

    /// <summary><c>node.id</c>, 0 or above; null takes that of the data directory, 1 in a new one.</summary>
    public int? NodeId { get; init; }

    /// <summary>
    /// Further broker settings by the names of Kafka's <c>server.properties</c>, such as <c>auto.create.topics.enable</c>,
    /// <c>num.partitions</c> or <c>log.retention.ms</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
