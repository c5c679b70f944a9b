using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Writes <c>MinimumSize</c>: the fewest bytes a list element can take, which bounds the count of a list.</summary>
internal static class MinimumSizeEmitter
{
    /// <summary>Expression for the smallest element of a list, inside a method with a <c>compact</c> parameter.</summary>
    public static string OfElement(FieldType element) => element.Kind switch
    {
        FieldKind.Structure => $"{element.Name}.MinimumSize(version)",
        FieldKind.String or FieldKind.Bytes => $"compact ? 1 : {element.PrefixSize}",
        _ => element.FixedSize.ToString(),
    };

    public static void Emit(SourceWriter writer, RootModel root, StructureModel structure)
    {
        writer.OpenMethod("internal static int MinimumSize(short version)");
        Prologue.EmitFlexible(writer, root);
        writer.Line("int size = 0;");
        foreach (IGrouping<string, FieldModel> group in structure.Positional.GroupBy(field => field.Versions.ConditionWithin(root.Versions) ?? ""))
        {
            writer.Guarded(group.Key.Length == 0 ? null : group.Key, () => EmitGroup(writer, root, [.. group]));
        }

        if (!root.IsNeverFlexible)
        {
            writer.Line($"size += {Choose(root, 1, 0)};");
        }

        writer.Line("return Math.Max(size, 1);");
        writer.Close();
    }

    private static void EmitGroup(SourceWriter writer, RootModel root, List<FieldModel> fields)
    {
        int compact = fields.Sum(field => SizeOf(field, compact: true));
        int plain = fields.Sum(field => SizeOf(field, compact: false));
        if (plain > 0)
        {
            writer.Line($"size += {Choose(root, compact, plain)};");
        }

        foreach (FieldModel field in fields.Where(field => field.Type.Kind == FieldKind.Structure && field.NullVersions.IsEmpty))
        {
            writer.Line($"size += {field.Type.Name}.MinimumSize(version);");
        }
    }

    private static string Choose(RootModel root, int compact, int plain) =>
        root.IsAlwaysFlexible ? compact.ToString() : root.IsNeverFlexible || compact == plain ? plain.ToString() : $"flexible ? {compact} : {plain}";

    private static int SizeOf(FieldModel field, bool compact) => field.Type.Kind switch
    {
        FieldKind.Structure => field.NullVersions.IsEmpty || !field.NullVersions.Covers(field.Versions) ? 0 : 1,
        FieldKind.String or FieldKind.Bytes or FieldKind.List => compact && !field.NeverFlexible ? 1 : field.Type.PrefixSize,
        _ => field.Type.FixedSize,
    };
}
