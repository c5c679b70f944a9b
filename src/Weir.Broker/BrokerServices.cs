using Microsoft.Extensions.Logging;
using Weir.Log;

namespace Weir.Broker;

/// <summary>What every module may use. One instance per broker.</summary>
internal sealed class BrokerServices
{
    public required int NodeId { get; init; }

    /// <summary>22 characters of base64, stable for the life of the data directory.</summary>
    public required string ClusterId { get; init; }

    public required BrokerConfig Config { get; init; }

    public required Durability Durability { get; init; }

    public required LogDirectory Logs { get; init; }

    /// <summary>Topics and partitions as they are now; reading takes no lock.</summary>
    public required TopicRegistry Topics { get; init; }

    /// <summary>The only writer of cluster metadata.</summary>
    public required MetadataController Controller { get; init; }

    /// <summary>The rules of creating and deleting topics; also for topics the broker itself needs.</summary>
    public required TopicAdmin TopicAdmin { get; init; }

    /// <summary>What clients may use, and what they have used.</summary>
    public required ClientQuotas Quotas { get; init; }

    public required BufferPool Buffers { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>Levels of this broker's loggers, changed while it runs.</summary>
    public required LoggerLevels LoggerLevels { get; init; }

    /// <summary>Every API served; complete once all modules are made.</summary>
    public ApiRegistry Apis { get; internal set; } = new([]);

    /// <summary>Every listener; complete once the broker listens.</summary>
    public IReadOnlyList<Listener> Listeners { get; internal set; } = [];
}
