using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Protocol.Records;

/// <summary>
/// CRC-32C by three independent chains of the CRC instruction: it takes three cycles but a new one can start every cycle.
/// </summary>
internal static class Crc32CInterleaved
{
    /// <summary>Bytes consumed by one round of the three chains.</summary>
    public const int BlockSize = 3 * LaneSize;

    private const int LaneSize = 1024;

    // _shift[i * 256 + b]: what byte i of a state, with value b, becomes after LaneSize zero bytes.
    private static readonly uint[] Shift = CreateShiftTable();

    /// <summary>Advances the inverted checksum over as many whole blocks as there are.</summary>
    public static uint Update(uint state, ReadOnlySpan<byte> bytes, out int consumed)
    {
        int blocks = bytes.Length / BlockSize;
        ref byte block = ref MemoryMarshal.GetReference(bytes);
        for (int i = 0; i < blocks; i++)
        {
            uint first = state;
            uint second = 0;
            uint third = 0;
            for (int position = 0; position < LaneSize; position += sizeof(ulong))
            {
                first = BitOperations.Crc32C(first, Crc32C.ReadLittleEndian(ref Unsafe.Add(ref block, position)));
                second = BitOperations.Crc32C(second, Crc32C.ReadLittleEndian(ref Unsafe.Add(ref block, position + LaneSize)));
                third = BitOperations.Crc32C(third, Crc32C.ReadLittleEndian(ref Unsafe.Add(ref block, position + (2 * LaneSize))));
            }

            state = ShiftByLane(ShiftByLane(first) ^ second) ^ third;
            block = ref Unsafe.Add(ref block, BlockSize);
        }

        consumed = blocks * BlockSize;
        return state;
    }

    private static uint ShiftByLane(uint state) =>
        Shift[state & 0xFF] ^ Shift[256 + ((state >> 8) & 0xFF)] ^ Shift[512 + ((state >> 16) & 0xFF)] ^ Shift[768 + (state >> 24)];

    private static uint[] CreateShiftTable()
    {
        uint factor = Crc32CPolynomial.PowerOfX(8 * LaneSize);
        uint[] table = new uint[4 * 256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = Crc32CPolynomial.Multiply((uint)(i & 0xFF) << (8 * (i >> 8)), factor);
        }

        return table;
    }
}
