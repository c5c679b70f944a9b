using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Gives out producer ids that no producer ever had, also after a crash: blocks of 1000 are recorded before use (KIP-730).</summary>
/// <remarks>Thread model: any thread; one lock for the current block, taken outside the metadata controller's.</remarks>
internal sealed class ProducerIdAllocator(MetadataController controller)
{
    /// <summary>What <see cref="Take"/> returns when no block can be recorded.</summary>
    public const long None = -1;

    private const int BlockSize = 1000;

    private readonly Lock _lock = new();
    private long _next;
    private long _end;

    /// <summary>An id that is safe to use once <see cref="FlushedAsync"/> has completed without an error.</summary>
    public long Take()
    {
        lock (_lock)
        {
            if (_next == _end)
            {
                ApiError error = controller.TakeProducerIds(BlockSize, out long first);
                if (!error.IsNone)
                {
                    return None;
                }

                (_next, _end) = (first, first + BlockSize);
            }

            return _next++;
        }
    }

    /// <summary>Completes once every id taken so far is safe to use.</summary>
    public ValueTask<ErrorCode> FlushedAsync() => controller.FlushedAsync();
}
