using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Protocol.Records;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4), the checksum of record batches since KIP-98.</summary>
/// <remarks>
/// Three ways, best first: carry-less multiplication on 256-bit vectors, three interleaved chains of the CRC instruction,
/// and one chain (which <see cref="BitOperations"/> computes in software where the processor has no such instruction).
/// </remarks>
public static class Crc32C
{
    // Below these sizes the cost of combining the parts is more than they save.
    private const int FoldingThreshold = 2 * Crc32CFolding.BlockSize;
    private const int InterleavingThreshold = Crc32CInterleaved.BlockSize;

    /// <summary>Checksum of <paramref name="bytes"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>Checksum of what <paramref name="crc"/> is the checksum of, followed by <paramref name="bytes"/>.</summary>
    /// <param name="crc">The checksum so far; 0 for none.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        if (Crc32CFolding.IsSupported && bytes.Length >= FoldingThreshold)
        {
            state = Crc32CFolding.Update(state, bytes, out int consumed);
            bytes = bytes[consumed..];
        }
        else if (bytes.Length >= InterleavingThreshold)
        {
            state = Crc32CInterleaved.Update(state, bytes, out int consumed);
            bytes = bytes[consumed..];
        }

        return ~UpdateSerially(state, bytes);
    }

    /// <summary>Advances the inverted checksum over <paramref name="bytes"/>, eight bytes a step.</summary>
    internal static uint UpdateSerially(uint state, ReadOnlySpan<byte> bytes)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        int position = 0;
        for (; position <= bytes.Length - sizeof(ulong); position += sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, ReadLittleEndian(ref Unsafe.Add(ref start, position)));
        }

        for (; position < bytes.Length; position++)
        {
            state = BitOperations.Crc32C(state, Unsafe.Add(ref start, position));
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ReadLittleEndian(ref byte source)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref source);
        return BitConverter.IsLittleEndian ? value : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }
}
