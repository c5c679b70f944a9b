using System.Buffers.Binary;

namespace Weir.Protocol.Records;

/// <summary>The 32-bit Murmur2 hash with Kafka's seed, by which the Java client places keyed records (<c>Utils.murmur2</c>).</summary>
public static class Murmur2
{
    private const uint Seed = 0x9747B28C;
    private const uint Multiplier = 0x5BD1E995;
    private const int Rotation = 24;

    public static int Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = Seed ^ (uint)bytes.Length;
        while (bytes.Length >= sizeof(uint))
        {
            uint k = BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Multiplier;
            k ^= k >> Rotation;
            hash = (hash * Multiplier) ^ (k * Multiplier);
            bytes = bytes[sizeof(uint)..];
        }

        if (bytes.Length > 0)
        {
            uint rest = 0;
            for (int i = bytes.Length - 1; i >= 0; i--)
            {
                rest = (rest << 8) | bytes[i];
            }

            hash = (hash ^ rest) * Multiplier;
        }

        hash = (hash ^ (hash >> 13)) * Multiplier;
        return (int)(hash ^ (hash >> 15));
    }

    /// <summary>Clears the sign bit, as <c>Utils.toPositive</c> does before the modulus.</summary>
    public static int ToPositive(int hash) => hash & int.MaxValue;

    /// <summary>The partition of a keyed record under the Java client's default partitioner.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitionCount) => ToPositive(Hash(key)) % partitionCount;
}
