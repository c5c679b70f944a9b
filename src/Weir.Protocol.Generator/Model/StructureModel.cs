namespace Weir.Protocol.Generator.Model;

/// <summary>One class to generate for, with its fields in wire order.</summary>
/// <param name="Name">Class name.</param>
/// <param name="Fields">Positional fields in declaration order, then tagged fields in ascending order of their tags.</param>
/// <param name="IsRoot">Whether it is the annotated class itself.</param>
/// <param name="NeedsMinimumSize">Whether some list has it as an element.</param>
/// <param name="NeedsIsDefault">Whether some field is compared with a default of this class.</param>
internal sealed record StructureModel(
    string Name,
    EquatableArray<FieldModel> Fields,
    bool IsRoot,
    bool NeedsMinimumSize,
    bool NeedsIsDefault)
{
    public IEnumerable<FieldModel> Positional => Fields.Where(candidate => !candidate.IsTagged);

    public IEnumerable<FieldModel> Tagged => Fields.Where(candidate => candidate.IsTagged);

    public bool HasTagged => Fields.Any(candidate => candidate.IsTagged);
}
