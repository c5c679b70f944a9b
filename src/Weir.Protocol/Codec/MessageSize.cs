using System.Numerics;

namespace Weir.Protocol;

/// <summary>Accumulates the encoded size of a message, in bytes.</summary>
/// <remarks>Records of at least <see cref="SpliceThreshold"/> bytes count as spliced: they are sent from where they lie and need no room in the frame buffer.</remarks>
public struct MessageSize
{
    /// <summary>Below this many bytes a copy is cheaper than another entry in a gather list.</summary>
    public const int SpliceThreshold = 1024;

    /// <summary>Bytes to be written into the frame buffer.</summary>
    public int Inline { get; private set; }

    /// <summary>Bytes of record batches that are only referred to.</summary>
    public int Spliced { get; private set; }

    public readonly int Total => checked(Inline + Spliced);

    public static int OfUnsignedVarint(uint value) => (BitOperations.Log2(value | 1) / 7) + 1;

    public void Add(int bytes) => Inline = checked(Inline + bytes);

    public void AddUnsignedVarint(uint value) => Add(OfUnsignedVarint(value));

    /// <summary>Size of a string or byte field with its length prefix.</summary>
    public void AddString(string? value, bool compact)
    {
        int length = value is null ? 0 : ProtocolText.ByteCount(value);
        Add(length + (compact ? OfUnsignedVarint(value is null ? 0 : (uint)length + 1) : sizeof(short)));
    }

    public void AddBytes(ReadOnlyMemory<byte>? value, bool compact)
    {
        int length = value?.Length ?? 0;
        Add(length + (compact ? OfUnsignedVarint(value is null ? 0 : (uint)length + 1) : sizeof(int)));
    }

    public void AddRecords(ReadOnlyMemory<byte>? value, bool compact)
    {
        if (value is not { Length: >= SpliceThreshold } records)
        {
            AddBytes(value, compact);
            return;
        }

        Add(compact ? OfUnsignedVarint((uint)records.Length + 1) : sizeof(int));
        Spliced = checked(Spliced + records.Length);
    }

    /// <summary>Adds a tagged field whose content has been measured.</summary>
    public void AddTaggedField(uint tag, MessageSize field)
    {
        AddUnsignedVarint(tag);
        AddUnsignedVarint((uint)field.Total);
        Add(field.Inline);
        Spliced = checked(Spliced + field.Spliced);
    }

    public void AddArrayLength(int? count, bool compact) =>
        Add(compact ? OfUnsignedVarint(count is null ? 0 : (uint)count.Value + 1) : sizeof(int));
}
