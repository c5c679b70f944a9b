using Weir.Client.Diagnostics;
using Weir.Protocol;

namespace Weir.Client.Networking;

/// <summary>The one connection to one broker for one purpose: made when first needed, made anew when lost, with growing pauses in between.</summary>
/// <remarks>Thread model: any thread. All fields are guarded by <c>_lock</c>; connecting itself runs outside of it, once at a time.</remarks>
internal sealed class ConnectionSlot(ConnectionSettings settings, Backoff backoff) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task<BrokerConnection>? _connecting;
    private BrokerConnection? _current;
    private BrokerAddress _address;
    private int _failures;
    private long _notBefore;

    /// <summary>The connection, if it stands.</summary>
    public BrokerConnection? Current
    {
        get
        {
            BrokerConnection? current = Volatile.Read(ref _current);
            return current is { IsUsable: true } ? current : null;
        }
    }

    /// <summary>When the next attempt may start, as a pause from now; zero when there is no need to wait.</summary>
    public TimeSpan PauseLeft
    {
        get
        {
            lock (_lock)
            {
                return _failures == 0 ? TimeSpan.Zero : settings.Time.Until(_notBefore);
            }
        }
    }

    /// <exception cref="KafkaException">The broker is not reachable.</exception>
    public Task<BrokerConnection> GetAsync(BrokerAddress address)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
            if (_current is { IsUsable: true } && _address == address)
            {
                return Task.FromResult(_current);
            }

            if (_connecting is { IsCompleted: false } && _address == address)
            {
                return _connecting;
            }

            _address = address;
            return _connecting = ConnectAsync(address, _current);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<BrokerConnection>? connecting;
        BrokerConnection? current;
        lock (_lock)
        {
            if (_disposing.IsCancellationRequested)
            {
                return;
            }

            _disposing.Cancel();
            connecting = _connecting;
            current = _current;
        }

        if (connecting is not null)
        {
            await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            current = connecting.IsCompletedSuccessfully ? await connecting.ConfigureAwait(false) : current;
        }

        if (current is not null)
        {
            await current.DisposeAsync().ConfigureAwait(false);
        }

        _disposing.Dispose();
    }

    private async Task<BrokerConnection> ConnectAsync(BrokerAddress address, BrokerConnection? former)
    {
        if (former is not null)
        {
            await former.DisposeAsync().ConfigureAwait(false);
        }

        TimeSpan pause = PauseLeft;
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, settings.Time, _disposing.Token).ConfigureAwait(false);
        }

        try
        {
            BrokerConnection connection = await BrokerConnection.OpenAsync(address, settings, _disposing.Token).ConfigureAwait(false);
            lock (_lock)
            {
                _failures = 0;
                _current = connection;
            }

            return connection;
        }
        catch (KafkaException e)
        {
            lock (_lock)
            {
                _notBefore = settings.Time.TimestampIn(backoff.Pause(_failures++));
            }

            Log.ConnectFailed(settings.Logger, e.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw new KafkaException(ErrorCode.NetworkException, $"The client was closed while it connected to {address}.");
        }
    }
}
