using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Weir.Broker;

/// <summary>One bound port: accepts connections and keeps track of them.</summary>
/// <remarks>
/// Thread model: the accept loop is one logical thread; the set of connections is concurrent. Accept errors (out of file
/// descriptors) are waited out, connections already there go on.
/// </remarks>
internal sealed partial class Listener : IAsyncDisposable
{
    private const int Backlog = 512;

    private static readonly TimeSpan RetryAfterAcceptError = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly int _maxConnections;
    private readonly TimeSpan _maxIdle;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<Socket, Listener, ClientConnection> _connect;
    private readonly ConcurrentDictionary<ClientConnection, Task> _connections = new();
    private readonly RefusedSockets _refused;
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _idleTimer;
    private Task _accepting = Task.CompletedTask;

    private Listener(Socket socket, ListenerOptions options, Func<Socket, Listener, ClientConnection> connect, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        _maxConnections = options.MaxConnections;
        _maxIdle = options.MaxIdle;
        _connect = connect;
        _time = time;
        _logger = logger;
        _refused = new RefusedSockets(time);
        Name = options.Name;
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        Bound = options.Bind with { Port = port };
        Advertised = options.Advertised is { } advertised
            ? advertised with { Port = advertised.Port == 0 ? port : advertised.Port }
            : new BrokerEndpoint(ListenerAddress.ReachableHost(options.Bind.Host), port);
    }

    /// <summary>Name of the listener, <c>PLAINTEXT</c> unless configured otherwise.</summary>
    public string Name { get; }

    /// <summary>What the socket is bound to, with the real port.</summary>
    public BrokerEndpoint Bound { get; }

    /// <summary>What clients of this listener are told to connect to.</summary>
    public BrokerEndpoint Advertised { get; }

    /// <summary>Limits of addresses; set before <see cref="Start"/>, null limits nobody.</summary>
    public ClientQuotas? Quotas { get; set; }

    /// <summary>Connections being served now.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Connections refused by a quota and not yet closed.</summary>
    public int RefusedCount => _refused.Count;

    /// <summary>Binds the port; nothing is accepted before <see cref="Start"/>.</summary>
    /// <exception cref="SocketException">The port is in use, or the address is not this machine's.</exception>
    public static Listener Bind(ListenerOptions options, Func<Socket, Listener, ClientConnection> connect, TimeProvider time, ILogger logger)
    {
        IPAddress address = ListenerAddress.Resolve(options.Bind.Host);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(address, options.Bind.Port));
            socket.Listen(Backlog);
            return new Listener(socket, options, connect, time, logger);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Start()
    {
        _accepting = AcceptAsync();
        if (_maxIdle > TimeSpan.Zero)
        {
            TimeSpan period = TimeSpan.FromTicks(Math.Max(_maxIdle.Ticks / 4, TimeSpan.TicksPerSecond / 10));
            _idleTimer = _time.CreateTimer(static state => ((Listener)state!).CloseIdle(), this, period, period);
        }
    }

    /// <summary>Stops accepting, ends all connections and waits until their handlers have returned.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_idleTimer is not null)
        {
            await _idleTimer.DisposeAsync();
        }

        _socket.Dispose();
        await _accepting;
        _refused.Dispose();
        foreach ((ClientConnection connection, Task serving) in _connections)
        {
            connection.Close("the broker stops");
            await serving;
        }

        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Socket accepted = await _socket.AcceptAsync(_stopping.Token);
                Serve(accepted);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                LogAcceptFailed(_logger, e.Message);
                await Task.Delay(RetryAfterAcceptError, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Serve(Socket accepted)
    {
        if (_connections.Count >= _maxConnections)
        {
            LogTooMany(_logger, _maxConnections);
            accepted.Dispose();
            return;
        }

        ClientConnection connection;
        try
        {
            if (IsOverQuota(accepted))
            {
                return;
            }

            accepted.NoDelay = true;
            connection = _connect(accepted, this);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            accepted.Dispose(); // gone again before it was served
            return;
        }

        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = registered.Task;
        _ = ServeAsync(connection, registered);
    }

    // The address is told of no error: there is none before the first request.
    private bool IsOverQuota(Socket accepted)
    {
        if (Quotas is not { IsIdle: false } quotas)
        {
            return false;
        }

        TimeSpan wait = quotas.RecordConnection(ListenerAddress.Unmapped(((IPEndPoint)accepted.RemoteEndPoint!).Address));
        if (wait <= TimeSpan.Zero)
        {
            return false;
        }

        _refused.CloseAfter(accepted, wait);
        return true;
    }

    private async Task ServeAsync(ClientConnection connection, TaskCompletionSource ended)
    {
        await connection.RunAsync();
        _connections.TryRemove(connection, out _);
        ended.SetResult();
    }

    private void CloseIdle()
    {
        foreach (ClientConnection connection in _connections.Keys)
        {
            if (connection.IdleTime > _maxIdle)
            {
                connection.Close("idle for longer than connections.max.idle.ms");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Accepting a connection failed, trying again: {Reason}")]
    private static partial void LogAcceptFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection was refused: {MaxConnections} are open (max.connections)")]
    private static partial void LogTooMany(ILogger logger, int maxConnections);
}
