using System.Net;
using Weir.Broker;

namespace Weir.Testing;

/// <summary>A whole broker inside the calling process, for tests: clients connect to <see cref="BootstrapServers"/> over a real socket.</summary>
/// <example><code>
/// await using var broker = await EmbeddedBroker.StartAsync();
/// // any Kafka client, with bootstrap.servers = broker.BootstrapServers
/// </code></example>
/// <remarks>Thread model: started and disposed by one caller; the broker runs on threads of its own. Brokers share nothing, so any number run side by side.</remarks>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private readonly BrokerServer _server;
    private readonly string? _temporaryDirectory;

    private EmbeddedBroker(BrokerServer server, string dataDirectory, string? temporaryDirectory)
    {
        _server = server;
        DataDirectory = dataDirectory;
        _temporaryDirectory = temporaryDirectory;
    }

    /// <summary>Host and port, good as <c>bootstrap.servers</c> of any client.</summary>
    public string BootstrapServers => _server.AdvertisedEndpoint.ToString();

    /// <summary>The port the broker listens on.</summary>
    public int Port => _server.BoundEndpoint.Port;

    /// <summary>Where its logs lie, in Apache Kafka's layout.</summary>
    public string DataDirectory { get; }

    /// <summary>Starts a broker; it serves requests and holds the topics asked for when this completes.</summary>
    /// <param name="options">Null takes the defaults: a free port, a temporary directory, topics created on first use.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="BrokerStartException">The port is taken, or the data directory cannot be used.</exception>
    /// <exception cref="ArgumentException">A topic of the options cannot be created; the message says why.</exception>
    public static async Task<EmbeddedBroker> StartAsync(EmbeddedBrokerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmbeddedBrokerOptions();
        string? temporary = options.DataDirectory is null ? Directory.CreateTempSubdirectory("weir-embedded-").FullName : null;
        string dataDirectory = options.DataDirectory ?? temporary!;
        BrokerServer? server = null;
        try
        {
            server = await BrokerServer.StartAsync(Describe(options, dataDirectory), options.LoggerFactory, options.TimeProvider, cancellationToken);
            foreach (EmbeddedTopic topic in options.Topics)
            {
                await server.CreateTopicAsync(topic.Name, topic.Partitions, topic.Configs);
            }

            return new EmbeddedBroker(server, dataDirectory, temporary);
        }
        catch
        {
            await CleanUpAsync(server, temporary);
            throw;
        }
    }

    /// <summary>Creates a topic; clients see it when this completes.</summary>
    /// <exception cref="ArgumentException">The topic exists or cannot be created as asked for; the message says why.</exception>
    public Task CreateTopicAsync(string name, int partitions = 1, IReadOnlyDictionary<string, string?>? configs = null) =>
        _server.CreateTopicAsync(name, partitions, configs);

    /// <summary>Stops the broker cleanly and removes its temporary directory.</summary>
    public ValueTask DisposeAsync() => CleanUpAsync(_server, _temporaryDirectory);

    private static BrokerOptions Describe(EmbeddedBrokerOptions options, string dataDirectory) => new()
    {
        DataDirectory = dataDirectory,
        Durability = options.Durability,
        Listen = new BrokerEndpoint(IPAddress.Loopback.ToString(), options.Port),
        Properties = new Dictionary<string, string>(options.Properties)
        {
            ["auto.create.topics.enable"] = options.AutoCreateTopics ? "true" : "false",
        },
    };

    private static async ValueTask CleanUpAsync(BrokerServer? server, string? temporaryDirectory)
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        if (temporaryDirectory is not null && Directory.Exists(temporaryDirectory))
        {
            Directory.Delete(temporaryDirectory, recursive: true);
        }
    }
}
