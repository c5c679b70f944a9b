using System.Buffers;

namespace Weir.Protocol.Records;

/// <summary>A growing byte buffer from the shared pool, with an upper bound.</summary>
/// <remarks>Thread model: owned by one caller at a time.</remarks>
internal sealed class PooledBuffer : IDisposable
{
    private const int SmallestRent = 1024;

    private byte[] _bytes = [];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Most bytes the buffer may hold.</summary>
    public int Limit { get; private set; } = Array.MaxLength;

    public Memory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public Span<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>Empties the buffer, keeps its memory, and sets its bound in bytes.</summary>
    public void Reset(int limit = int.MaxValue)
    {
        Length = 0;
        Limit = Math.Min(limit, Array.MaxLength);
    }

    /// <summary>Room for at least <paramref name="count"/> more bytes; <see cref="Advance"/> tells how many were written.</summary>
    /// <exception cref="ProtocolException">The bound would be exceeded.</exception>
    public Span<byte> GetSpan(int count)
    {
        EnsureRoom(count);
        return _bytes.AsSpan(Length, Math.Min(_bytes.Length, Limit) - Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Gives the memory back when it is more than <paramref name="mostKept"/> bytes. What was written is lost.</summary>
    public void Trim(int mostKept)
    {
        Length = 0;
        if (_bytes.Length > mostKept)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void EnsureRoom(int count)
    {
        if (count > Limit - Length)
        {
            throw new ProtocolException($"A record batch would be larger than {Limit} bytes.") { ExceedsLimit = true };
        }

        if (count > _bytes.Length - Length)
        {
            Grow(Length + count);
        }
    }

    private void Grow(int needed)
    {
        int doubled = (int)Math.Min(2L * _bytes.Length, Limit);
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, doubled), SmallestRent));
        WrittenSpan.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
