using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Connect;

/// <summary>A broker, and one worker on it whose sources write exactly once; started on first use.</summary>
public sealed class ConnectCluster : IAsyncDisposable
{
    private readonly Lazy<Task<BrokerProcess>> _broker = new(() => BrokerProcess.StartAsync(BrokerProcess.Target));
    private readonly TemporaryFolder _files = new();
    private ConnectWorker? _worker;

    /// <summary>Where the files lie that connectors read and write.</summary>
    internal string File(string name) => _files.File(name);

    internal async Task<string> BootstrapAsync() => (await _broker.Value).BootstrapServers;

    /// <summary>The worker with <c>exactly.once.source.support=enabled</c> (KIP-618). Tests may kill it and start it again.</summary>
    internal async Task<ConnectWorker> ExactlyOnceWorkerAsync()
    {
        _worker ??= await ConnectWorker.StartAsync(await BootstrapAsync(), "exactly", "exactly.once.source.support=enabled");
        if (_worker.HasEnded)
        {
            await _worker.StartAsync(); // a test has failed while it was down
        }

        return _worker;
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }

        if (_broker is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _broker.Value).DisposeAsync();
        }

        _files.Dispose();
    }
}
