namespace Weir.Protocol.Generator.Model;

/// <summary>One declared field.</summary>
/// <param name="Name">Property name.</param>
/// <param name="Path">Name for error messages, with the classes around it.</param>
/// <param name="Type">Wire type.</param>
/// <param name="Versions">Versions that carry the field.</param>
/// <param name="NullVersions">Those of them that may carry null.</param>
/// <param name="IsNullable">Whether the property's type admits null.</param>
/// <param name="Tag">Tag number; -1 for a positional field.</param>
/// <param name="NeverFlexible">Whether it keeps the non-compact encoding.</param>
/// <param name="IsRecords">Whether it holds record batches.</param>
/// <param name="Default">The default as a C# expression; "null" for null.</param>
internal sealed record FieldModel(
    string Name,
    string Path,
    FieldType Type,
    VersionRange Versions,
    VersionRange NullVersions,
    bool IsNullable,
    int Tag,
    bool NeverFlexible,
    bool IsRecords,
    string Default)
{
    public bool IsTagged => Tag >= 0;

    public bool DefaultsToNull => Default == "null";
}
