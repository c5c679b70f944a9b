using System.Net.Sockets;

namespace Weir.Broker;

/// <summary>Sends finished responses of one connection, many per system call.</summary>
/// <remarks>
/// Thread model: one sender at a time, appointed by the <see cref="ResponseQueue"/>; while a send is under way the role stays with
/// its completion. Never blocks.
/// </remarks>
internal sealed class ResponseSender : IDisposable
{
    private readonly Socket _socket;
    private readonly ResponseQueue _queue;
    private readonly Action<ResponseActions, bool> _onSent;
    private readonly Action<string> _onError;
    private readonly SocketAsyncEventArgs _send = new(true);
    private readonly List<RequestContext> _batch = [];
    private readonly List<ArraySegment<byte>> _pieces = [];

    /// <param name="socket">The connection's socket.</param>
    /// <param name="queue">Where the responses come from.</param>
    /// <param name="onSent">Told after each batch what has become possible, and whether this is a thread of the connection's own.</param>
    /// <param name="onError">Told once why nothing can be sent any more.</param>
    public ResponseSender(Socket socket, ResponseQueue queue, Action<ResponseActions, bool> onSent, Action<string> onError)
    {
        _socket = socket;
        _queue = queue;
        _onSent = onSent;
        _onError = onError;
        _send.Completed += (_, _) => OnSendCompleted();
    }

    /// <summary>Sends until nothing is ready or the socket takes no more. The caller must have become the sender.</summary>
    /// <param name="isOwnThread">The caller is the connection's receive loop or the completion of its own send.</param>
    public void Run(bool isOwnThread)
    {
        while (_queue.TryTakeBatch(_batch))
        {
            foreach (RequestContext context in _batch)
            {
                context.Frame?.AppendTo(_pieces);
            }

            if (_pieces.Count > 0 && StartSend())
            {
                return;
            }

            if (!FinishBatch(isOwnThread))
            {
                return;
            }
        }
    }

    public void Dispose() => _send.Dispose();

    /// <returns>True when the completion will arrive by <see cref="OnSendCompleted"/>.</returns>
    private bool StartSend()
    {
        try
        {
            if (_pieces.Count == 1)
            {
                _send.BufferList = null;
                _send.SetBuffer(_pieces[0].Array, _pieces[0].Offset, _pieces[0].Count);
            }
            else
            {
                _send.SetBuffer(null, 0, 0);
                _send.BufferList = _pieces;
            }

            return _socket.SendAsync(_send);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            _send.SocketError = SocketError.Shutdown;
            return false;
        }
    }

    private void OnSendCompleted()
    {
        if (FinishBatch(isOwnThread: true))
        {
            Run(isOwnThread: true);
        }
    }

    private bool FinishBatch(bool isOwnThread)
    {
        bool sent = _pieces.Count == 0 || _send.SocketError == SocketError.Success;
        _pieces.Clear();
        if (!sent)
        {
            _onError($"sending failed: {_send.SocketError}");
        }

        _onSent(_queue.OnBatchSent(_batch), isOwnThread);
        return sent;
    }
}
