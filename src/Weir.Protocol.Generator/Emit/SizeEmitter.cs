using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Writes <c>AddSize</c> and its helpers.</summary>
internal sealed class SizeEmitter(SourceWriter writer, RootModel root, StructureModel structure)
{
    private const string Parameters = "ref MessageSize size, short version";

    public void Emit()
    {
        writer.OpenMethod($"public void AddSize({Parameters})");
        Prologue.Emit(writer, root, structure);
        foreach (IGrouping<string, FieldModel> group in structure.Positional.GroupBy(field => field.Versions.ConditionWithin(root.Versions) ?? ""))
        {
            writer.Guarded(group.Key.Length == 0 ? null : group.Key, () => EmitGroup(group));
        }

        if (!root.IsNeverFlexible)
        {
            writer.Guarded(
                root.IsAlwaysFlexible ? null : "flexible",
                () => writer.Line(structure.HasTagged ? "AddTaggedFieldsSize(ref size, version);" : "size.Add(1);"));
        }

        writer.Close();
        foreach (FieldModel field in structure.Fields)
        {
            EmitHelper(field);
        }

        if (structure.HasTagged)
        {
            EmitTaggedFields();
        }
    }

    /// <summary>Statement that adds the size of one value to the variable <paramref name="size"/>.</summary>
    public static string ValueStatement(RootModel root, FieldModel field, string size)
    {
        string compact = root.CompactOf(field);
        return field.Type.Kind switch
        {
            FieldKind.List => $"Add{field.Name}Size(ref {size}, version, {compact});",
            FieldKind.Structure => $"Add{field.Name}Size(ref {size}, version);",
            FieldKind.String => $"{size}.AddString({field.Name}, {compact});",
            FieldKind.Bytes => $"{size}.{(field.IsRecords ? "AddRecords" : "AddBytes")}({field.Name}, {compact});",
            _ => $"{size}.Add({field.Type.FixedSize});",
        };
    }

    private void EmitGroup(IEnumerable<FieldModel> fields)
    {
        int fixedSize = fields.Sum(field => field.Type.FixedSize);
        if (fixedSize > 0)
        {
            writer.Line($"size.Add({fixedSize});");
        }

        foreach (FieldModel field in fields.Where(field => field.Type.FixedSize == 0))
        {
            writer.Line(ValueStatement(root, field, "size"));
        }
    }

    private void EmitHelper(FieldModel field)
    {
        if (field.Type.Kind == FieldKind.List)
        {
            EmitListHelper(field, field.Type.Element!);
        }
        else if (field.Type.Kind == FieldKind.Structure)
        {
            EmitStructureHelper(field);
        }
    }

    private void EmitListHelper(FieldModel field, FieldType element)
    {
        writer.OpenMethod($"private void Add{field.Name}Size({Parameters}, bool compact)");
        writer.Open($"if ({field.Name} is not {{ }} items)");
        if (field.NullVersions.IsEmpty)
        {
            writer.Line(NullField.Throw(field));
        }
        else
        {
            writer.Line("size.AddArrayLength(null, compact);");
            writer.Line("return;");
        }

        writer.Close();
        writer.Line("size.AddArrayLength(items.Count, compact);");
        if (element.FixedSize > 0)
        {
            writer.Line($"size.Add(checked(items.Count * {element.FixedSize}));");
        }
        else
        {
            writer.Open($"foreach ({element.Name} item in items)");
            writer.Line(element.Kind == FieldKind.Structure ? $"(item ?? throw {NullField.Exception(field)}).AddSize(ref size, version);" : $"size.Add{element.Kind}(item, compact);");
            writer.Close();
        }

        writer.Close();
    }

    private void EmitStructureHelper(FieldModel field)
    {
        writer.OpenMethod($"private void Add{field.Name}Size({Parameters})");
        if (field.NullVersions.IsEmpty)
        {
            writer.Line($"({field.Name} ?? throw {NullField.Exception(field)}).AddSize(ref size, version);");
        }
        else
        {
            writer.Guarded(field.NullVersions.ConditionWithin(field.Versions), () => writer.Line("size.Add(1);"));
            writer.Line($"{field.Name}?.AddSize(ref size, version);");
        }

        writer.Close();
    }

    private void EmitTaggedFields()
    {
        writer.OpenMethod($"private void AddTaggedFieldsSize({Parameters})");
        writer.Line("size.AddUnsignedVarint(CountTaggedFields(version));");
        foreach (FieldModel field in structure.Tagged)
        {
            writer.Open($"if (Carries{field.Name}(version))");
            writer.Line("var field = default(MessageSize);");
            writer.Line(ValueStatement(root, field, "field"));
            writer.Line($"size.AddTaggedField({field.Tag}, field);");
            writer.Close();
        }

        writer.Close();
    }
}
