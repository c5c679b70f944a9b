namespace Weir.Protocol.Generator.Model;

/// <summary>Wire types. The names of the fixed-size ones are the suffixes of the reader's and writer's methods.</summary>
internal enum FieldKind
{
    Boolean,
    Int8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    Float64,
    Uuid,
    String,
    Bytes,
    Structure,
    List,
}
