using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Writes the tests against defaults: which tagged fields are written, and whether a nested class is all default.</summary>
internal sealed class DefaultsEmitter(SourceWriter writer, RootModel root, StructureModel structure)
{
    public void Emit()
    {
        if (structure.HasTagged)
        {
            EmitTaggedPresence();
        }

        if (structure.NeedsIsDefault)
        {
            string[] differences = [.. structure.Fields.Select(Defaults.DiffersOf)];
            writer.OpenMethod("internal bool IsDefault()");
            writer.Line(differences.Length == 0 ? "return true;" : $"return !({string.Join(" || ", differences)});");
            writer.Close();
        }
    }

    private void EmitTaggedPresence()
    {
        foreach (FieldModel field in structure.Tagged)
        {
            string? condition = field.Versions.ConditionWithin(root.FlexibleVersions);
            writer.Line();
            writer.Line($"private bool Carries{field.Name}(short version) => {(condition is null ? "" : $"{condition} && ")}{Defaults.DiffersOf(field)};");
        }

        writer.OpenMethod("private uint CountTaggedFields(short version)");
        writer.Line("uint count = 0;");
        foreach (FieldModel field in structure.Tagged)
        {
            writer.Line($"count += Carries{field.Name}(version) ? 1u : 0u;");
        }

        writer.Line("return count;");
        writer.Close();
    }
}
