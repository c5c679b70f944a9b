using System.Net.Sockets;

namespace Weir.Broker;

/// <summary>Sends finished responses of one connection, many per system call.</summary>
/// <remarks>
/// Thread model: one sender at a time, appointed by the <see cref="ResponseQueue"/>; while a send is under way the role stays with
/// its completion. Never blocks.
/// </remarks>
internal sealed class ResponseSender : IDisposable
{
    private readonly PieceWriter _writer;
    private readonly ResponseQueue _queue;
    private readonly Action<ResponseActions, bool> _onSent;
    private readonly Action<string> _onError;
    private readonly List<RequestContext> _batch = [];

    /// <param name="socket">The connection's socket.</param>
    /// <param name="buffers">Where memory for copies comes from.</param>
    /// <param name="queue">Where the responses come from.</param>
    /// <param name="onSent">Told after each batch what has become possible, and whether this is a thread of the connection's own.</param>
    /// <param name="onError">Told once why nothing can be sent any more.</param>
    public ResponseSender(Socket socket, BufferPool buffers, ResponseQueue queue, Action<ResponseActions, bool> onSent, Action<string> onError)
    {
        _writer = new PieceWriter(socket, buffers, OnWritten);
        _queue = queue;
        _onSent = onSent;
        _onError = onError;
    }

    /// <summary>Sends until nothing is ready or the socket takes no more. The caller must have become the sender.</summary>
    /// <param name="isOwnThread">The caller is the connection's receive loop or the completion of its own send.</param>
    public void Run(bool isOwnThread)
    {
        while (_queue.TryTakeBatch(_batch))
        {
            foreach (RequestContext context in _batch)
            {
                context.Frame?.AppendTo(_writer.Pieces);
            }

            if (_writer.Write() || !FinishBatch(isOwnThread))
            {
                return;
            }
        }
    }

    public void Dispose() => _writer.Dispose();

    private void OnWritten()
    {
        if (FinishBatch(isOwnThread: true))
        {
            Run(isOwnThread: true);
        }
    }

    private bool FinishBatch(bool isOwnThread)
    {
        if (_writer.Error is { } error)
        {
            _onError($"sending failed: {error}");
        }

        _onSent(_queue.OnBatchSent(_batch), isOwnThread);
        return _writer.Error is null;
    }
}
