using Weir.Log;

namespace Weir.Broker;

/// <summary>What the records of one fetch response lie in, pooled memory or segments; given back once the response is out.</summary>
/// <remarks>Thread model: owned by one request at a time.</remarks>
internal sealed class FetchBuffers(BufferPool pool) : IDisposable
{
    private readonly List<byte[]> _buffers = [];
    private readonly List<IDisposable> _slices = [];
    private byte[]? _current;
    private int _used;

    /// <summary>Buffers that live until the response to <paramref name="context"/> is out.</summary>
    public static FetchBuffers For(RequestContext context, BufferPool pool)
    {
        var buffers = new FetchBuffers(pool);
        context.ReleaseAfterSend(buffers);
        return buffers;
    }

    /// <summary>Memory for <paramref name="size"/> bytes.</summary>
    /// <param name="size">Bytes needed now.</param>
    /// <param name="expected">Bytes the whole response is likely to need from here on; rented at once as far as the pool's sizes go.</param>
    public Memory<byte> Take(int size, int expected)
    {
        if (_current is null || _current.Length - _used < size)
        {
            _current = pool.Rent(Math.Max(size, Math.Min(expected, BufferPool.LargestPooled)));
            _buffers.Add(_current);
            _used = 0;
        }

        Memory<byte> taken = _current.AsMemory(_used, size);
        _used += size;
        return taken;
    }

    /// <summary>The slice's bytes, left in their segment. The slice is taken over.</summary>
    public ReadOnlyMemory<byte> Refer(LogSlice slice)
    {
        var memory = new LogSliceMemory(slice);
        _slices.Add(memory);
        return memory.Memory;
    }

    public void Dispose()
    {
        foreach (IDisposable slice in _slices)
        {
            slice.Dispose();
        }

        _slices.Clear();
        foreach (byte[] buffer in _buffers)
        {
            pool.Return(buffer);
        }

        _buffers.Clear();
        _current = null;
    }
}
