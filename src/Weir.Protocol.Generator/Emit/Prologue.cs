using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>What the three public methods start with.</summary>
internal static class Prologue
{
    public static void Emit(SourceWriter writer, RootModel root, StructureModel structure)
    {
        if (structure.IsRoot)
        {
            writer.Line($"CodecSupport.CheckVersion(nameof({root.Name}), version, {root.Versions.Lowest}, {root.Versions.Highest});");
        }

        EmitFlexible(writer, root);
    }

    public static void EmitFlexible(SourceWriter writer, RootModel root)
    {
        if (root.Flexible == "flexible")
        {
            writer.Line($"bool flexible = version >= {root.FlexibleFrom};");
        }
    }
}
