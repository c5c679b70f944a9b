using Weir.Broker.Groups;

namespace Weir.Broker.Transactions;

/// <summary>Keeps a group's answer back until the transaction's lock, under which the group was called, is released.</summary>
/// <remarks>Thread model: <see cref="Send"/> on any thread, <see cref="Release"/> on the thread that held the lock; each once.</remarks>
internal sealed class HeldReply<T>(IReplyTo<T> to) : IReplyTo<T>
{
    private readonly Lock _lock = new();
    private bool _isReleased;
    private bool _isSent;
    private T? _response;

    public void Send(T response)
    {
        lock (_lock)
        {
            _response = response;
            _isSent = true;
            if (!_isReleased)
            {
                return;
            }
        }

        to.Send(response);
    }

    public void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            if (!_isSent)
            {
                return;
            }
        }

        to.Send(_response!);
    }
}
