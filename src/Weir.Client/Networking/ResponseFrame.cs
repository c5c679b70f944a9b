using System.Buffers;

namespace Weir.Client.Networking;

/// <summary>The bytes of one response behind its length. They lie in the connection's receive buffer, or in a pooled array of their own.</summary>
/// <remarks>Valid only during the callback, unless <see cref="Detach"/> is called.</remarks>
internal ref struct ResponseFrame(ReadOnlyMemory<byte> bytes, byte[]? ownArray)
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>The own array, if nobody has taken it over.</summary>
    public byte[]? OwnArray { get; private set; } = ownArray;

    /// <summary>Hands the bytes over; the caller must give them back by <see cref="FrameLease.Release"/>. Copies only what lies in the receive buffer.</summary>
    public FrameLease Detach()
    {
        if (OwnArray is { } array)
        {
            OwnArray = null;
            return new FrameLease(array, Bytes);
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent(Bytes.Length);
        Bytes.CopyTo(copy);
        return new FrameLease(copy, copy.AsMemory(0, Bytes.Length));
    }
}
