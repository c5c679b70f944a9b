namespace Weir.Protocol.Generator.Model;

/// <summary>One annotated class: everything the emitters need, and nothing that keeps a compilation alive.</summary>
/// <param name="Namespace">Namespace of the class.</param>
/// <param name="Name">Class name.</param>
/// <param name="Versions">Versions declared by the attribute.</param>
/// <param name="FlexibleFrom">First flexible version; <see cref="short.MaxValue"/> when there is none.</param>
/// <param name="ApiKey">For a message, the enum member as a C# expression; otherwise null.</param>
/// <param name="MessageKind">For a message, the enum member as a C# expression; otherwise null.</param>
/// <param name="TypeId">Type id of a record; -1 when it has none.</param>
/// <param name="Structures">The class itself first, then its nested classes.</param>
internal sealed record RootModel(
    string Namespace,
    string Name,
    VersionRange Versions,
    int FlexibleFrom,
    string? ApiKey,
    string? MessageKind,
    int TypeId,
    EquatableArray<StructureModel> Structures)
{
    public bool IsAlwaysFlexible => FlexibleFrom <= Versions.Lowest;

    public bool IsNeverFlexible => FlexibleFrom > Versions.Highest;

    public VersionRange FlexibleVersions => Versions.Intersect(new VersionRange(FlexibleFrom, short.MaxValue));

    /// <summary>C# expression for "this version is flexible", inside a method that has declared it.</summary>
    public string Flexible => IsAlwaysFlexible ? "true" : IsNeverFlexible ? "false" : "flexible";

    public string CompactOf(FieldModel field) => field.NeverFlexible ? "false" : field.IsTagged ? "true" : Flexible;
}
