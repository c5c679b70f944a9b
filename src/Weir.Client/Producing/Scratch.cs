using System.Buffers;

namespace Weir.Client.Producing;

/// <summary>Where one record's key and value are serialized before their sizes are known; one per thread.</summary>
/// <remarks>Thread model: rented by a thread for one send call, which does not await in between.</remarks>
internal sealed class Scratch : IBufferWriter<byte>
{
    private const int InitialSize = 4096;
    private const int LargestKept = 1024 * 1024;

    [ThreadStatic]
    private static Scratch? _own;

    private byte[] _buffer = new byte[InitialSize];
    private int _written;

    public int Written => _written;

    /// <summary>The thread's own, emptied. A serializer that sends records itself gets another one.</summary>
    public static Scratch Rent()
    {
        Scratch scratch = _own ?? new Scratch();
        _own = null;
        scratch._written = 0;
        return scratch;
    }

    public void Return()
    {
        if (_buffer.Length <= LargestKept)
        {
            _own = this;
        }
    }

    public ReadOnlySpan<byte> Slice(int start, int length) => _buffer.AsSpan(start, length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - _written));
        _written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _buffer.AsSpan(_written);
    }

    private void EnsureRoom(int sizeHint)
    {
        int needed = checked(_written + Math.Max(sizeHint, 1));
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max((long)needed, 2L * _buffer.Length), Array.MaxLength));
        }
    }
}
