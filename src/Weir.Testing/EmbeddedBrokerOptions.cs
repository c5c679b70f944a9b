using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Log;

namespace Weir.Testing;

/// <summary>How an <see cref="EmbeddedBroker"/> is started. The defaults suit a test that wants a broker now and none afterwards.</summary>
public sealed class EmbeddedBrokerOptions
{
    /// <summary>When a produce with <c>acks=all</c> is answered. Tests rarely outlive a power failure, hence <see cref="Durability.Os"/>.</summary>
    public Durability Durability { get; init; } = Durability.Os;

    /// <summary>Whether a client's first use of a topic creates it (<c>auto.create.topics.enable</c>).</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>Topics that are there when the broker has started.</summary>
    public IReadOnlyList<EmbeddedTopic> Topics { get; init; } = [];

    /// <summary>Where the logs lie. Null takes a temporary directory that goes with the broker; one that is given is kept.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Further broker settings by the names of Kafka's <c>server.properties</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The clock the broker goes by: append times, retention, session timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the broker logs to.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
