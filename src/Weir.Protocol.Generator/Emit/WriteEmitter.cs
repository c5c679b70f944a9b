using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Writes <c>Write</c> and its helpers.</summary>
internal sealed class WriteEmitter(SourceWriter writer, RootModel root, StructureModel structure) : CodecEmitter(writer, root, structure)
{
    private const string Parameters = "ref ProtocolWriter writer, short version";

    protected override string TaggedFieldsCall => "WriteTaggedFields(ref writer, version);";

    protected override string NoTaggedFields => "writer.WriteUnsignedVarint(0);";

    protected override void EmitSignature() => Writer.OpenMethod($"public void Write({Parameters})");

    protected override void EmitFields()
    {
        foreach (FieldRun run in FieldRun.Split(Structure.Positional, Root.Versions))
        {
            Writer.Guarded(run.Condition, () => run.Fields.ForEach(EmitValue));
        }
    }

    private void EmitValue(FieldModel field)
    {
        string compact = Root.CompactOf(field);
        FieldType type = field.Type;
        switch (type.Kind)
        {
            case FieldKind.List:
                Writer.Line($"Write{field.Name}(ref writer, version, {compact});");
                break;
            case FieldKind.Structure:
                Writer.Line($"Write{field.Name}(ref writer, version);");
                break;
            case FieldKind.String:
                Writer.Line($"writer.WriteString({Checked(field)}, {compact});");
                break;
            case FieldKind.Bytes:
                Writer.Line($"writer.{(field.IsRecords ? "WriteRecords" : "WriteBytes")}({Checked(field)}, {compact});");
                break;
            default:
                Writer.Line(WriteFixed(type, field.Name));
                break;
        }
    }

    private static string WriteFixed(FieldType type, string value) =>
        $"writer.Write{type.Kind}({(type.EnumWire is null ? "" : $"({type.EnumWire})")}{value});";

    /// <summary>The field's value, refusing null in the versions that do not allow it.</summary>
    private static string Checked(FieldModel field)
    {
        if (field.Type.Kind == FieldKind.Bytes && !field.IsNullable)
        {
            return field.Name;
        }

        if (field.NullVersions.IsEmpty)
        {
            return $"{field.Name} ?? throw {NullField.Exception(field)}";
        }

        return field.NullVersions.ConditionWithin(field.Versions) is { } condition
            ? $"{field.Name} is not null || {condition} ? {field.Name} : throw {NullField.Exception(field)}"
            : field.Name;
    }

    protected override void EmitListHelper(FieldModel field, FieldType element)
    {
        Writer.OpenMethod($"private void Write{field.Name}({Parameters}, bool compact)");
        Writer.Open($"if ({field.Name} is not {{ }} items)");
        EmitNull(field, "writer.WriteArrayLength(null, compact);");
        Writer.Close();
        Writer.Line("writer.WriteArrayLength(items.Count, compact);");
        Writer.Open($"foreach ({element.Name} item in items)");
        Writer.Line(element.Kind switch
        {
            FieldKind.Structure => $"(item ?? throw {NullField.Exception(field)}).Write(ref writer, version);",
            FieldKind.String => $"writer.WriteString(item ?? throw {NullField.Exception(field)}, compact);",
            FieldKind.Bytes => "writer.WriteBytes(item, compact);",
            _ => WriteFixed(element, "item"),
        });
        Writer.Close();
        Writer.Close();
    }

    protected override void EmitStructureHelper(FieldModel field)
    {
        Writer.OpenMethod($"private void Write{field.Name}({Parameters})");
        Writer.Open($"if ({field.Name} is not {{ }} value)");
        EmitNull(field, $"writer.WriteInt8({NullField.AbsentMarker(field)});");
        Writer.Close();
        if (!field.NullVersions.IsEmpty)
        {
            Writer.Guarded(field.NullVersions.ConditionWithin(field.Versions), () => Writer.Line("writer.WriteInt8(1);"));
        }

        Writer.Line("value.Write(ref writer, version);");
        Writer.Close();
    }

    protected override void EmitTaggedFields()
    {
        Writer.OpenMethod($"private void WriteTaggedFields({Parameters})");
        Writer.Line("writer.WriteUnsignedVarint(CountTaggedFields(version));");
        foreach (FieldModel field in Structure.Tagged)
        {
            Writer.Open($"if (Carries{field.Name}(version))");
            Writer.Line("var size = default(MessageSize);");
            Writer.Line(SizeEmitter.ValueStatement(Root, field, "size"));
            Writer.Line($"writer.WriteUnsignedVarint({field.Tag});");
            Writer.Line("writer.WriteUnsignedVarint((uint)size.Total);");
            EmitValue(field);
            Writer.Close();
        }

        Writer.Close();
    }
}
