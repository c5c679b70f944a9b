using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Writes <c>Write</c> and its helpers.</summary>
internal sealed class WriteEmitter(SourceWriter writer, RootModel root, StructureModel structure)
{
    private const string Parameters = "ref ProtocolWriter writer, short version";

    public void Emit()
    {
        writer.OpenMethod($"public void Write({Parameters})");
        Prologue.Emit(writer, root, structure);
        foreach (FieldRun run in FieldRun.Split(structure.Positional, root.Versions))
        {
            writer.Guarded(run.Condition, () => run.Fields.ForEach(EmitValue));
        }

        if (!root.IsNeverFlexible)
        {
            writer.Guarded(
                root.IsAlwaysFlexible ? null : "flexible",
                () => writer.Line(structure.HasTagged ? "WriteTaggedFields(ref writer, version);" : "writer.WriteUnsignedVarint(0);"));
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

    private void EmitValue(FieldModel field)
    {
        string compact = root.CompactOf(field);
        FieldType type = field.Type;
        switch (type.Kind)
        {
            case FieldKind.List:
                writer.Line($"Write{field.Name}(ref writer, version, {compact});");
                break;
            case FieldKind.Structure:
                writer.Line($"Write{field.Name}(ref writer, version);");
                break;
            case FieldKind.String:
                writer.Line($"writer.WriteString({Checked(field)}, {compact});");
                break;
            case FieldKind.Bytes:
                writer.Line($"writer.{(field.IsRecords ? "WriteRecords" : "WriteBytes")}({Checked(field)}, {compact});");
                break;
            default:
                writer.Line(WriteFixed(type, field.Name));
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
        writer.OpenMethod($"private void Write{field.Name}({Parameters}, bool compact)");
        writer.Open($"if ({field.Name} is not {{ }} items)");
        EmitNull(field, "writer.WriteArrayLength(null, compact);");
        writer.Close();
        writer.Line("writer.WriteArrayLength(items.Count, compact);");
        writer.Open($"foreach ({element.Name} item in items)");
        writer.Line(element.Kind switch
        {
            FieldKind.Structure => $"(item ?? throw {NullField.Exception(field)}).Write(ref writer, version);",
            FieldKind.String => $"writer.WriteString(item ?? throw {NullField.Exception(field)}, compact);",
            FieldKind.Bytes => "writer.WriteBytes(item, compact);",
            _ => WriteFixed(element, "item"),
        });
        writer.Close();
        writer.Close();
    }

    private void EmitStructureHelper(FieldModel field)
    {
        writer.OpenMethod($"private void Write{field.Name}({Parameters})");
        writer.Open($"if ({field.Name} is not {{ }} value)");
        EmitNull(field, $"writer.WriteInt8({NullField.AbsentMarker(field)});");
        writer.Close();
        if (!field.NullVersions.IsEmpty)
        {
            writer.Guarded(field.NullVersions.ConditionWithin(field.Versions), () => writer.Line("writer.WriteInt8(1);"));
        }

        writer.Line("value.Write(ref writer, version);");
        writer.Close();
    }

    private void EmitNull(FieldModel field, string statement)
    {
        if (field.NullVersions.IsEmpty)
        {
            writer.Line(NullField.Throw(field));
            return;
        }

        if (field.NullVersions.ConditionWithin(field.Versions) is { } condition)
        {
            writer.Open($"if (!({condition}))");
            writer.Line(NullField.Throw(field));
            writer.Close();
        }

        writer.Line(statement);
        writer.Line("return;");
    }

    private void EmitTaggedFields()
    {
        writer.OpenMethod($"private void WriteTaggedFields({Parameters})");
        writer.Line("writer.WriteUnsignedVarint(CountTaggedFields(version));");
        foreach (FieldModel field in structure.Tagged)
        {
            writer.Open($"if (Carries{field.Name}(version))");
            writer.Line("var size = default(MessageSize);");
            writer.Line(SizeEmitter.ValueStatement(root, field, "size"));
            writer.Line($"writer.WriteUnsignedVarint({field.Tag});");
            writer.Line("writer.WriteUnsignedVarint((uint)size.Total);");
            EmitValue(field);
            writer.Close();
        }

        writer.Close();
    }
}
