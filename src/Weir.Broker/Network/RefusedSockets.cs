using System.Net.Sockets;

namespace Weir.Broker;

/// <summary>
/// Connections refused by a quota, each closed after a while: closed at once, its client would come back at once (KIP-612).
/// </summary>
/// <remarks>Thread model: any thread. Past <see cref="MaxHeld"/> sockets further ones are closed at once.</remarks>
internal sealed class RefusedSockets(TimeProvider time) : IDisposable
{
    public const int MaxHeld = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Socket, ITimer> _held = [];
    private bool _isDisposed;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Takes the socket, and closes it after the time.</summary>
    public void CloseAfter(Socket socket, TimeSpan delay)
    {
        lock (_lock)
        {
            if (!_isDisposed && _held.Count < MaxHeld)
            {
                ITimer timer = time.CreateTimer(state => Close((Socket)state!), socket, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _held.Add(socket, timer);
                timer.Change(delay, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        socket.Dispose();
    }

    public void Dispose()
    {
        Socket[] left;
        lock (_lock)
        {
            _isDisposed = true;
            left = [.. _held.Keys];
        }

        foreach (Socket socket in left)
        {
            Close(socket);
        }
    }

    private void Close(Socket socket)
    {
        ITimer? timer;
        lock (_lock)
        {
            _held.Remove(socket, out timer);
        }

        timer?.Dispose();
        socket.Dispose();
    }
}
