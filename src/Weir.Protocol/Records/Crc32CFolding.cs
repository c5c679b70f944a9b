using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weir.Protocol.Records;

/// <summary>
/// CRC-32C by folding with carry-less multiplication on four 256-bit vectors (V. Gopal et al., "Fast CRC Computation for
/// Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009).
/// </summary>
internal static class Crc32CFolding
{
    /// <summary>Bytes consumed by one round.</summary>
    public const int BlockSize = 4 * VectorSize;

    private const int VectorSize = 32;

    private static readonly Vector256<long> FoldByBlock = FoldingConstants(BlockSize);
    private static readonly Vector256<long> FoldByVector = FoldingConstants(VectorSize);
    private static readonly Vector256<long> FoldByHalf = FoldingConstants(VectorSize / 2);

    /// <summary>Whether the processor multiplies 256 bits at once (VPCLMULQDQ).</summary>
    public static bool IsSupported => Pclmulqdq.V256.IsSupported && Sse42.X64.IsSupported;

    /// <summary>Advances the inverted checksum over as many whole blocks as there are, at least one.</summary>
    public static uint Update(uint state, ReadOnlySpan<byte> bytes, out int consumed)
    {
        int blocks = bytes.Length / BlockSize;
        ref byte source = ref MemoryMarshal.GetReference(bytes);
        Vector256<long> a = Load(ref source, 0) ^ Vector256.CreateScalar((long)state);
        Vector256<long> b = Load(ref source, 1);
        Vector256<long> c = Load(ref source, 2);
        Vector256<long> d = Load(ref source, 3);
        for (int i = 1; i < blocks; i++)
        {
            source = ref Unsafe.Add(ref source, BlockSize);
            a = Fold(a, FoldByBlock, Load(ref source, 0));
            b = Fold(b, FoldByBlock, Load(ref source, 1));
            c = Fold(c, FoldByBlock, Load(ref source, 2));
            d = Fold(d, FoldByBlock, Load(ref source, 3));
        }

        consumed = blocks * BlockSize;
        d = Fold(Fold(Fold(a, FoldByVector, b), FoldByVector, c), FoldByVector, d);
        return Reduce(d);
    }

    // The remainder of the last 128 bits is what the CRC instruction makes of them, starting from zero.
    private static uint Reduce(Vector256<long> vector)
    {
        Vector128<long> low = vector.GetLower();
        Vector128<long> factors = FoldByHalf.GetLower();
        Vector128<long> last = vector.GetUpper()
            ^ Pclmulqdq.CarrylessMultiply(low, factors, 0x00)
            ^ Pclmulqdq.CarrylessMultiply(low, factors, 0x11);
        return BitOperations.Crc32C(BitOperations.Crc32C(0, (ulong)last[0]), (ulong)last[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Load(ref byte source, int index) =>
        Vector256.LoadUnsafe(ref Unsafe.Add(ref source, index * VectorSize)).AsInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Fold(Vector256<long> value, Vector256<long> factors, Vector256<long> next) =>
        Pclmulqdq.V256.CarrylessMultiply(value, factors, 0x00) ^ Pclmulqdq.V256.CarrylessMultiply(value, factors, 0x11) ^ next;

    // Moving 128 bits forward by a distance multiplies their low half by x^(distance + 32) and their high half by
    // x^(distance - 32); the factor's extra bit makes up for the one that a reflected product loses.
    private static Vector256<long> FoldingConstants(int distanceInBytes)
    {
        int distance = 8 * distanceInBytes;
        var lane = Vector128.Create(
            (long)Crc32CPolynomial.PowerOfX(distance + 32) << 1,
            (long)Crc32CPolynomial.PowerOfX(distance - 32) << 1);
        return Vector256.Create(lane, lane);
    }
}
