using System.Buffers;

namespace Weir.Client.Networking;

/// <summary>A pooled array holding one response, counted: it goes back to the pool when the last user releases it.</summary>
/// <remarks>Thread model: any thread may release what it was given or has added.</remarks>
internal sealed class FrameLease(byte[] array, ReadOnlyMemory<byte> bytes)
{
    private int _users = 1;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public void AddUser() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
