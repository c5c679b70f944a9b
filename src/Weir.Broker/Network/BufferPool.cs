using System.Collections.Concurrent;
using System.Numerics;

namespace Weir.Broker;

/// <summary>
/// Byte arrays in powers of two, from 64 KiB up, on the pinned heap: sockets and files use them without pinning, and no
/// request makes garbage on the large-object heap. Smaller ones are for bytes that only wait.
/// </summary>
/// <remarks>
/// Thread model: safe for concurrent use. At most <paramref name="retainedBytes"/> are kept for reuse; what exceeds that, or
/// <see cref="LargestPooled"/>, is left to the garbage collector.
/// </remarks>
internal sealed class BufferPool(long retainedBytes)
{
    public const int Smallest = 64 * 1024;
    public const int LargestPooled = 8 * 1024 * 1024;

    private const int SmallestWaiting = 512;

    private static readonly int SmallestLog2 = BitOperations.Log2(SmallestWaiting);

    private readonly ConcurrentStack<byte[]>[] _classes = CreateClasses();
    private long _retained;

    /// <summary>Bytes lying ready for reuse.</summary>
    public long Retained => Interlocked.Read(ref _retained);

    /// <summary>An array of at least <paramref name="minimumBytes"/>, with whatever content its last user left.</summary>
    public byte[] Rent(int minimumBytes) => RentFitting(Math.Max(minimumBytes, Smallest));

    /// <summary>The same for bytes that only lie there: an array not much larger than they are, from 512 bytes up.</summary>
    public byte[] RentFitting(int minimumBytes)
    {
        if (minimumBytes > LargestPooled)
        {
            return GC.AllocateUninitializedArray<byte>(minimumBytes);
        }

        int index = ClassOf(minimumBytes);
        if (_classes[index].TryPop(out byte[]? buffer))
        {
            Interlocked.Add(ref _retained, -buffer.Length);
            return buffer;
        }

        int length = SmallestWaiting << index;
        return GC.AllocateUninitializedArray<byte>(length, pinned: length >= Smallest);
    }

    public void Return(byte[] buffer)
    {
        if (buffer.Length is < SmallestWaiting or > LargestPooled || !BitOperations.IsPow2(buffer.Length))
        {
            return;
        }

        if (Interlocked.Add(ref _retained, buffer.Length) > retainedBytes)
        {
            Interlocked.Add(ref _retained, -buffer.Length);
            return;
        }

        _classes[ClassOf(buffer.Length)].Push(buffer);
    }

    private static int ClassOf(int bytes) =>
        bytes <= SmallestWaiting ? 0 : BitOperations.Log2((uint)bytes - 1) + 1 - SmallestLog2;

    private static ConcurrentStack<byte[]>[] CreateClasses()
    {
        var classes = new ConcurrentStack<byte[]>[ClassOf(LargestPooled) + 1];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = new ConcurrentStack<byte[]>();
        }

        return classes;
    }
}
