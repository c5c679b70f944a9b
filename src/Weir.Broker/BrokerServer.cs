using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker;

/// <summary>A running broker.</summary>
/// <remarks>
/// Thread model: started and stopped by one caller. In between, work happens on the threads that sockets complete on, the committer
/// thread of the data directory, and the thread pool.
/// </remarks>
public sealed partial class BrokerServer : IAsyncDisposable
{
    private const long PooledBytes = 64 * 1024 * 1024;

    private readonly LogDirectory _logs;
    private readonly IReadOnlyList<IBrokerModule> _modules;
    private readonly Listener _listener;
    private readonly ILogger _logger;
    private int _isDisposed;

    private BrokerServer(BrokerServices services, IReadOnlyList<IBrokerModule> modules, Listener listener, ILogger logger)
    {
        Services = services;
        _logs = services.Logs;
        _modules = modules;
        _listener = listener;
        _logger = logger;
    }

    /// <summary>Where the broker listens, with the real port.</summary>
    public BrokerEndpoint BoundEndpoint => _listener.Bound;

    /// <summary>What clients are told to connect to; good as <c>bootstrap.servers</c>.</summary>
    public BrokerEndpoint AdvertisedEndpoint => _listener.Advertised;

    /// <summary>22 characters, stable for the life of the data directory.</summary>
    public string ClusterId => Services.ClusterId;

    /// <summary>Whether the data directory was new or had been closed cleanly; otherwise its logs were recovered.</summary>
    public bool WasCleanlyClosed => _logs.WasCleanlyClosed;

    public int TopicCount => Services.Topics.Count;

    internal BrokerServices Services { get; }

    internal Listener Listener => _listener;

    /// <summary>Opens the data directory, recovers it if need be, and listens. Requests are served when this completes.</summary>
    /// <param name="options">How to start.</param>
    /// <param name="loggers">Where to log to.</param>
    /// <param name="time">The clock everything goes by.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="BrokerStartException">The port is in use, the data directory cannot be used, or a setting is wrong.</exception>
    public static async Task<BrokerServer> StartAsync(BrokerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentNullException.ThrowIfNull(time);
        var levels = new LoggerLevels(loggers);
        loggers = levels;
        var config = new BrokerConfig(options.Properties);
        var buffers = new BufferPool(PooledBytes);
        var connections = new ConnectionFactory(buffers, config.GetInt("socket.request.max.bytes"), loggers.CreateLogger<ClientConnection>(), time);
        Listener listener = Bind(options, config, connections, loggers, time);
        LogDirectory? logs = null;
        IReadOnlyList<IBrokerModule> modules = [];
        try
        {
            logs = OpenLogs(options, config, loggers, time);
            BrokerServices services = CreateServices(options, config, logs, buffers, levels, time);
            services.Listeners = [listener];
            modules = CreateModules(services);
            services.Apis = new ApiRegistry(modules.SelectMany(module => module.Handlers));
            connections.Quotas = listener.Quotas = services.Quotas;
            connections.Decoder = new RequestDecoder(services.Apis);
            await LoadAsync(services, modules, listener, cancellationToken);
            FeatureGate.Apply(services.Apis, services.Controller);
            var server = new BrokerServer(services, modules, listener, loggers.CreateLogger<BrokerServer>());
            foreach (string unknown in config.UnknownNames)
            {
                LogUnknownSetting(server._logger, unknown);
            }

            listener.Start();
            LogStarted(server._logger, listener.Bound, listener.Advertised, logs.Path, logs.Durability);
            return server;
        }
        catch (Exception e)
        {
            await listener.DisposeAsync();
            await StopAsync(modules);
            if (logs is not null)
            {
                await logs.DisposeAsync();
            }

            throw e is LogDirectoryException ? new BrokerStartException(e.Message, e) : e;
        }
    }

    /// <summary>Creates a topic as an admin client would; it is stored when this completes.</summary>
    /// <param name="name">A legal topic name that is not taken.</param>
    /// <param name="partitions">Number of partitions; -1 takes <c>num.partitions</c>.</param>
    /// <param name="configs">Topic settings by Kafka's names; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The topic cannot be created as asked for; the message says why.</exception>
    public async Task CreateTopicAsync(string name, int partitions = -1, IReadOnlyDictionary<string, string?>? configs = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var wanted = new NewTopic(name, partitions, -1, configs ?? new Dictionary<string, string?>());
        ApiError error = Services.TopicAdmin.Create(wanted, validateOnly: false, out _);
        if (!error.IsNone)
        {
            throw new ArgumentException($"Topic '{name}' cannot be created: {error.Message}", nameof(name));
        }

        ErrorCode stored = await Services.Controller.FlushedAsync();
        if (stored != ErrorCode.None)
        {
            throw new IOException($"Topic '{name}' could not be stored: {stored}.");
        }
    }

    /// <summary>Stops listening, ends connections, and closes the data directory cleanly.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _listener.DisposeAsync();
        await StopAsync(_modules);
        Services.Controller.Fence();
        await _logs.DisposeAsync();
        LogStopped(_logger);
    }

    private static async ValueTask StopAsync(IEnumerable<IBrokerModule> modules)
    {
        foreach (IBrokerModule module in modules.Reverse())
        {
            await module.DisposeAsync();
        }
    }

    // The subsystems of the broker, in the order they start.
    private static IReadOnlyList<IBrokerModule> CreateModules(BrokerServices services)
    {
        var groups = new Groups.GroupModule(services);
        var transactions = new Transactions.TransactionModule(services, groups);
        return [new MetadataModule(services), new CoreModule(services, transactions.Coordinator), new AdminModule(services), groups, transactions, new Share.ShareModule(services, groups), new Telemetry.TelemetryModule(services)];
    }

    private static Listener Bind(BrokerOptions options, BrokerConfig config, ConnectionFactory connections, ILoggerFactory loggers, TimeProvider time)
    {
        var listen = new ListenerOptions(
            "PLAINTEXT",
            options.Listen,
            options.Advertised,
            config.GetInt("max.connections"),
            TimeSpan.FromMilliseconds(config.GetLong("connections.max.idle.ms")));
        try
        {
            return Listener.Bind(listen, connections.Create, time, loggers.CreateLogger<Listener>());
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            string hint = e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
                ? "another program uses it; choose another port, or stop that program"
                : e.Message;
            throw new BrokerStartException($"Cannot listen on {options.Listen}: {hint}.", e);
        }
    }

    private static LogDirectory OpenLogs(BrokerOptions options, BrokerConfig config, ILoggerFactory loggers, TimeProvider time)
    {
        var logOptions = new LogDirectoryOptions
        {
            Durability = options.Durability,
            NodeId = options.NodeId ?? (options.Properties.ContainsKey("node.id") ? config.GetInt("node.id") : null),
            CommitObserver = CompletionScope.ForCommitter,
            RetentionCheckInterval = TimeSpan.FromMilliseconds(config.GetLong("log.retention.check.interval.ms")),
            ProducerIdExpiration = TimeSpan.FromMilliseconds(config.GetInt("producer.id.expiration.ms")),
            Cleaner = config.Cleaner,
        };
        return LogDirectory.Open(options.DataDirectory, logOptions, time, loggers);
    }

    private static BrokerServices CreateServices(
        BrokerOptions options, BrokerConfig config, LogDirectory logs, BufferPool buffers, LoggerLevels loggers, TimeProvider time)
    {
        var topics = new TopicRegistry();
        PartitionLog metadataLog = logs.OpenOrCreate(MetadataLog.TopicName, 0, MetadataLog.TopicId, MetadataLog.Config(config));
        var snapshots = new MetadataSnapshots(metadataLog, logs, MetadataSnapshotOptions.From(config), time, loggers.CreateLogger<MetadataSnapshots>());
        var metadata = new MetadataLog(metadataLog, snapshots, time);
        var controller = new MetadataController(metadata, logs, topics, config, logs.NodeId, loggers.CreateLogger<MetadataController>());
        return new BrokerServices
        {
            NodeId = logs.NodeId,
            ClusterId = logs.ClusterId,
            Config = config,
            Durability = options.Durability,
            Logs = logs,
            Topics = topics,
            Controller = controller,
            TopicAdmin = new TopicAdmin(topics, controller, config),
            Quotas = new ClientQuotas(controller.Quotas, config, time),
            Buffers = buffers,
            Time = time,
            LoggerFactory = loggers,
            LoggerLevels = loggers,
        };
    }

    private static async ValueTask LoadAsync(BrokerServices services, IReadOnlyList<IBrokerModule> modules, Listener listener, CancellationToken cancellationToken)
    {
        DescribeStart(services, listener);
        services.Controller.Load();
        services.Controller.Register(new RegisterBrokerRecord
        {
            IncarnationId = Guid.NewGuid(),
            Fenced = false,
            Rack = null,
            EndPoints = [new() { Name = listener.Name, Host = listener.Advertised.Host, Port = (ushort)listener.Advertised.Port }],
            Features = [.. BrokerFeature.All.Select(feature => new RegisterBrokerRecord.BrokerFeature
            {
                Name = feature.Name,
                MinSupportedVersion = feature.Lowest,
                MaxSupportedVersion = feature.Highest,
            })],
        });
        foreach (IBrokerModule module in modules)
        {
            await module.StartAsync(cancellationToken);
        }
    }

    // What DescribeConfigs shows of the way the broker was started.
    private static void DescribeStart(BrokerServices services, Listener listener)
    {
        string nodeId = services.NodeId.ToString(CultureInfo.InvariantCulture);
        services.Config.SetStatic("node.id", nodeId);
        services.Config.SetStatic("broker.id", nodeId);
        services.Config.SetStatic("process.roles", "broker,controller");
        services.Config.SetStatic("log.dirs", services.Logs.Path);
        services.Config.SetStatic("listeners", $"{listener.Name}://{listener.Bound}");
        services.Config.SetStatic("advertised.listeners", $"{listener.Name}://{listener.Advertised}");
        services.Config.SetStatic("weir.durability", services.Durability == Durability.Disk ? "disk" : "os");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Bound}, advertised as {Advertised}; data in {Path}, durability {Durability}")]
    private static partial void LogStarted(ILogger logger, BrokerEndpoint bound, BrokerEndpoint advertised, string path, Durability durability);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The setting {Name} is not known and has no effect")]
    private static partial void LogUnknownSetting(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    private static partial void LogStopped(ILogger logger);
}
