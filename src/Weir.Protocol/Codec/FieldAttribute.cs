namespace Weir.Protocol;

/// <summary>Version range and encoding of one field. A field without this attribute is present in every version of its structure.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldAttribute : Attribute
{
    /// <summary>First version that carries the field.</summary>
    public short Since { get; set; }

    /// <summary>Last version that carries the field.</summary>
    public short Until { get; set; } = short.MaxValue;

    /// <summary>Tag number when the field is a tagged field; -1 when it is positional.</summary>
    public int Tag { get; set; } = -1;

    /// <summary>First version in which null may be written; matters only for nullable properties.</summary>
    public short NullableSince { get; set; }

    /// <summary>Last version in which null may be written; matters only for nullable properties.</summary>
    public short NullableUntil { get; set; } = short.MaxValue;

    /// <summary>The field keeps its non-compact encoding in flexible versions (the client id of the request header).</summary>
    public bool NeverFlexible { get; set; }
}
