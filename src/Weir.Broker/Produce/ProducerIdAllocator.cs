using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Gives out producer ids that no producer ever had, also after a crash: blocks of 1000 are recorded before use (KIP-730).</summary>
/// <remarks>Thread model: any thread; one lock for the current block.</remarks>
internal sealed class ProducerIdAllocator(MetadataController controller)
{
    private const int BlockSize = 1000;

    private readonly Lock _lock = new();
    private long _next;
    private long _end;

    /// <returns>None and an id; otherwise the storage error that kept the block from being recorded.</returns>
    public async ValueTask<(ErrorCode Error, long ProducerId)> NextAsync()
    {
        long id;
        lock (_lock)
        {
            if (_next == _end)
            {
                ApiError error = controller.TakeProducerIds(BlockSize, out long first);
                if (!error.IsNone)
                {
                    return (error.Code, -1);
                }

                (_next, _end) = (first, first + BlockSize);
            }

            id = _next++;
        }

        ErrorCode flushed = await controller.FlushedAsync();
        return flushed == ErrorCode.None ? (ErrorCode.None, id) : (flushed, -1);
    }
}
