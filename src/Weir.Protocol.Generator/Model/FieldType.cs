namespace Weir.Protocol.Generator.Model;

/// <summary>Wire type of a field or of the elements of a list.</summary>
/// <param name="Kind">The encoding.</param>
/// <param name="Name">The C# type without its nullable mark.</param>
/// <param name="EnumWire">For an enum, the C# keyword of its underlying integer; otherwise null.</param>
/// <param name="Element">For a list, the type of its elements.</param>
internal sealed record FieldType(FieldKind Kind, string Name, string? EnumWire = null, FieldType? Element = null)
{
    /// <summary>Encoded size in bytes; 0 when it depends on the value.</summary>
    public int FixedSize => Kind switch
    {
        FieldKind.Boolean or FieldKind.Int8 => 1,
        FieldKind.Int16 or FieldKind.UInt16 => 2,
        FieldKind.Int32 or FieldKind.UInt32 => 4,
        FieldKind.Int64 or FieldKind.Float64 => 8,
        FieldKind.Uuid => 16,
        _ => 0,
    };

    /// <summary>Size of the length prefix of an empty value in non-flexible versions, in bytes.</summary>
    public int PrefixSize => Kind == FieldKind.String ? 2 : 4;
}
