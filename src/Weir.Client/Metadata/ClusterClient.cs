using Microsoft.Extensions.Logging;
using Weir.Client.Networking;
using Weir.Protocol;

namespace Weir.Client.Metadata;

/// <summary>What producer, consumer and administration share: connections to the brokers, and the picture of the cluster.</summary>
/// <remarks>Thread model: any thread. The parts it is made of have their own.</remarks>
internal sealed class ClusterClient : IAsyncDisposable
{
    private readonly ConnectionPool _pool;
    private readonly AnyBroker _anyBroker;

    public ClusterClient(ClientOptions options, int maxFetchBytes, bool allowAutoTopicCreation, TimeProvider time, ILogger logger)
    {
        options.Validate();
        Options = options;
        Time = time;
        Logger = logger;
        RetryBackoff = new Backoff(options.RetryBackoff, options.RetryBackoffMax);
        _pool = new ConnectionPool(
            ConnectionSettings.From(options, maxFetchBytes, time, logger),
            new Backoff(options.ReconnectBackoff, options.ReconnectBackoffMax));
        _anyBroker = new AnyBroker(BootstrapAddresses.Parse(options.BootstrapServers), _pool);
        Metadata = new MetadataUpdater(this, allowAutoTopicCreation);
    }

    public ClientOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public Backoff RetryBackoff { get; }

    public MetadataUpdater Metadata { get; }

    public ClusterSnapshot Snapshot => Metadata.Current;

    /// <summary>The slot of a broker's connection, to look at without waiting.</summary>
    public ConnectionSlot Slot(int brokerId, ConnectionPurpose purpose) => _pool.Slot(brokerId, purpose);

    /// <summary>A connection to a broker of the current snapshot.</summary>
    /// <exception cref="KafkaException">The broker is unknown or not reachable.</exception>
    public Task<BrokerConnection> ConnectAsync(int brokerId, ConnectionPurpose purpose, CancellationToken cancellationToken)
    {
        if (Snapshot.Broker(brokerId) is not { } broker)
        {
            return Task.FromException<BrokerConnection>(
                new KafkaException(ErrorCode.BrokerNotAvailable, $"Broker {brokerId} is not part of the cluster at the moment."));
        }

        return _pool.Slot(brokerId, purpose).GetAsync(broker.Address).WaitAsync(cancellationToken);
    }

    /// <summary>A connection to a broker that another one has named.</summary>
    /// <exception cref="KafkaException">The broker is not reachable.</exception>
    public Task<BrokerConnection> ConnectAsync(BrokerMetadata broker, ConnectionPurpose purpose, CancellationToken cancellationToken) =>
        _pool.Slot(broker.Id, purpose).GetAsync(broker.Address).WaitAsync(cancellationToken);

    /// <summary>A connection to any broker: one that stands, else whichever answers first of all that are known.</summary>
    /// <exception cref="KafkaException">None is reachable.</exception>
    public Task<BrokerConnection> ConnectAnyAsync(CancellationToken cancellationToken) => _anyBroker.ConnectAsync(Snapshot, cancellationToken);

    /// <summary>Sends one request to one broker.</summary>
    public async Task<TResponse> RequestAsync<TRequest, TResponse>(
        int brokerId, TRequest request, CancellationToken cancellationToken, TimeSpan? timeout = null, short maxVersion = short.MaxValue)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        BrokerConnection connection = await ConnectAsync(brokerId, ConnectionPurpose.Control, cancellationToken).ConfigureAwait(false);
        return await connection.RequestAsync<TRequest, TResponse>(request, cancellationToken, timeout, maxVersion).ConfigureAwait(false);
    }

    /// <summary>Sends one request to any broker.</summary>
    public async Task<TResponse> RequestAnyAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        BrokerConnection connection = await ConnectAnyAsync(cancellationToken).ConfigureAwait(false);
        return await connection.RequestAsync<TRequest, TResponse>(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Repeats what <paramref name="isWorthIt"/>, with growing pauses, for <see cref="ClientOptions.DefaultApiTimeout"/>.</summary>
    /// <exception cref="KafkaException">The last failure.</exception>
    public async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> attempt, Func<ErrorCode, bool> isWorthIt, CancellationToken cancellationToken)
    {
        long start = Time.GetTimestamp();
        for (int failures = 0; ; failures++)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaException e) when (isWorthIt(e.ErrorCode))
            {
                TimeSpan pause = RetryBackoff.Pause(failures);
                if (Time.GetElapsedTime(start) + pause > Options.DefaultApiTimeout)
                {
                    throw;
                }

                if (Errors.NeedsMetadata(e.ErrorCode) || e.ErrorCode == ErrorCode.BrokerNotAvailable)
                {
                    Metadata.RequestUpdate();
                }

                await Task.Delay(pause, Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Metadata.DisposeAsync().ConfigureAwait(false);
        await _pool.DisposeAsync().ConfigureAwait(false);
    }
}
