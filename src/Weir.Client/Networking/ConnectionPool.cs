using System.Collections.Concurrent;

namespace Weir.Client.Networking;

/// <summary>The connections of one client, by broker and purpose. Bootstrap addresses have negative ids until the brokers' own are known.</summary>
/// <remarks>Thread model: any thread.</remarks>
internal sealed class ConnectionPool(ConnectionSettings settings, Backoff reconnectBackoff) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(int BrokerId, ConnectionPurpose Purpose), ConnectionSlot> _slots = new();
    private volatile bool _disposed;

    public ConnectionSlot Slot(int brokerId, ConnectionPurpose purpose)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _slots.GetOrAdd((brokerId, purpose), static (_, pool) => pool.NewSlot(), this);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        foreach (ConnectionSlot slot in _slots.Values)
        {
            await slot.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ConnectionSlot NewSlot() => new(settings, reconnectBackoff);
}
