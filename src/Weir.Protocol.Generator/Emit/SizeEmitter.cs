using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Writes <c>AddSize</c> and its helpers.</summary>
internal sealed class SizeEmitter(SourceWriter writer, RootModel root, StructureModel structure) : CodecEmitter(writer, root, structure)
{
    private const string Parameters = "ref MessageSize size, short version";

    protected override string TaggedFieldsCall => "AddTaggedFieldsSize(ref size, version);";

    protected override string NoTaggedFields => "size.Add(1);";

    protected override void EmitSignature() => Writer.OpenMethod($"public void AddSize({Parameters})");

    protected override void EmitFields()
    {
        foreach (IGrouping<string, FieldModel> group in Structure.Positional.GroupBy(field => field.Versions.ConditionWithin(Root.Versions) ?? ""))
        {
            Writer.Guarded(group.Key.Length == 0 ? null : group.Key, () => EmitGroup(group));
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
            Writer.Line($"size.Add({fixedSize});");
        }

        foreach (FieldModel field in fields.Where(field => field.Type.FixedSize == 0))
        {
            Writer.Line(ValueStatement(Root, field, "size"));
        }
    }

    protected override void EmitListHelper(FieldModel field, FieldType element)
    {
        Writer.OpenMethod($"private void Add{field.Name}Size({Parameters}, bool compact)");
        Writer.Open($"if ({field.Name} is not {{ }} items)");
        if (field.NullVersions.IsEmpty)
        {
            Writer.Line(NullField.Throw(field));
        }
        else
        {
            Writer.Line("size.AddArrayLength(null, compact);");
            Writer.Line("return;");
        }

        Writer.Close();
        Writer.Line("size.AddArrayLength(items.Count, compact);");
        if (element.FixedSize > 0)
        {
            Writer.Line($"size.Add(checked(items.Count * {element.FixedSize}));");
        }
        else
        {
            Writer.Open($"foreach ({element.Name} item in items)");
            Writer.Line(element.Kind == FieldKind.Structure ? $"(item ?? throw {NullField.Exception(field)}).AddSize(ref size, version);" : $"size.Add{element.Kind}(item, compact);");
            Writer.Close();
        }

        Writer.Close();
    }

    protected override void EmitStructureHelper(FieldModel field)
    {
        Writer.OpenMethod($"private void Add{field.Name}Size({Parameters})");
        if (field.NullVersions.IsEmpty)
        {
            Writer.Line($"({field.Name} ?? throw {NullField.Exception(field)}).AddSize(ref size, version);");
        }
        else
        {
            Writer.Guarded(field.NullVersions.ConditionWithin(field.Versions), () => Writer.Line("size.Add(1);"));
            Writer.Line($"{field.Name}?.AddSize(ref size, version);");
        }

        Writer.Close();
    }

    protected override void EmitTaggedFields()
    {
        Writer.OpenMethod($"private void AddTaggedFieldsSize({Parameters})");
        Writer.Line("size.AddUnsignedVarint(CountTaggedFields(version));");
        foreach (FieldModel field in Structure.Tagged)
        {
            Writer.Open($"if (Carries{field.Name}(version))");
            Writer.Line("var field = default(MessageSize);");
            Writer.Line(ValueStatement(Root, field, "field"));
            Writer.Line($"size.AddTaggedField({field.Tag}, field);");
            Writer.Close();
        }

        Writer.Close();
    }
}
