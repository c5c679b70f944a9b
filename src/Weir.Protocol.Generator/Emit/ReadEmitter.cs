using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Writes <c>Read</c> and its helpers.</summary>
internal sealed class ReadEmitter(SourceWriter writer, RootModel root, StructureModel structure)
{
    private const string Parameters = "ref ProtocolReader reader, short version";

    public void Emit()
    {
        writer.Open($"public void Read({Parameters})");
        Prologue.Emit(writer, root, structure);
        foreach (FieldRun run in FieldRun.Split(structure.Positional, root.Versions))
        {
            EmitPositional(run);
        }

        foreach (FieldModel field in structure.Tagged)
        {
            writer.Line(Defaults.ResetOf(field));
        }

        if (!root.IsNeverFlexible)
        {
            writer.Guarded(
                root.IsAlwaysFlexible ? null : "flexible",
                () => writer.Line(structure.HasTagged ? "ReadTaggedFields(ref reader, version);" : "reader.SkipTaggedFields();"));
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

    private void EmitPositional(FieldRun run)
    {
        writer.Guarded(run.Condition, () => run.Fields.ForEach(EmitValue));
        if (run.Condition is not null)
        {
            writer.Open("else");
            run.Fields.ForEach(field => writer.Line(Defaults.ResetOf(field)));
            writer.Close();
        }
    }

    private void EmitValue(FieldModel field)
    {
        string compact = root.CompactOf(field);
        FieldType type = field.Type;
        switch (type.Kind)
        {
            case FieldKind.List:
                writer.Line($"Read{field.Name}(ref reader, version, {compact});");
                break;
            case FieldKind.Structure:
                writer.Line($"Read{field.Name}(ref reader, version);");
                break;
            case FieldKind.String:
                writer.Line($"{field.Name} = {Choose(field, $"reader.ReadNullableString({compact})", $"reader.ReadString({compact})")};");
                break;
            case FieldKind.Bytes:
                string nullable = $"reader.{(field.IsRecords ? "ReadRecords" : "ReadNullableBytes")}({compact})";
                writer.Line($"{field.Name} = {Choose(field, nullable, $"reader.ReadBytes({compact})")};");
                break;
            default:
                writer.Line($"{field.Name} = {ReadFixed(type)};");
                break;
        }
    }

    private static string ReadFixed(FieldType type) => (type.EnumWire is null ? "" : $"({type.Name})") + $"reader.Read{type.Kind}()";

    private static string Choose(FieldModel field, string nullable, string required)
    {
        if (field.NullVersions.IsEmpty)
        {
            return required;
        }

        return field.NullVersions.ConditionWithin(field.Versions) is { } condition ? $"{condition} ? {nullable} : {required}" : nullable;
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
        writer.OpenMethod($"private void Read{field.Name}({Parameters}, bool compact)");
        writer.Line($"int count = reader.ReadArrayLength(compact, {MinimumSizeEmitter.OfElement(element)});");
        writer.Open("if (count < 0)");
        EmitNull(field);
        writer.Close();
        writer.Line($"{field.Type.Name} items = CodecSupport.ListFor({field.Name}, count);");
        writer.Open("for (int i = 0; i < count; i++)");
        switch (element.Kind)
        {
            case FieldKind.Structure:
                writer.Line($"var item = new {element.Name}();");
                writer.Line("item.Read(ref reader, version);");
                writer.Line("items.Add(item);");
                break;
            case FieldKind.String or FieldKind.Bytes:
                writer.Line($"items.Add(reader.Read{element.Kind}(compact));");
                break;
            default:
                writer.Line($"items.Add({ReadFixed(element)});");
                break;
        }

        writer.Close();
        writer.Line($"{field.Name} = items;");
        writer.Close();
    }

    private void EmitStructureHelper(FieldModel field)
    {
        writer.OpenMethod($"private void Read{field.Name}({Parameters})");
        if (!field.NullVersions.IsEmpty)
        {
            string? condition = field.NullVersions.ConditionWithin(field.Versions);
            writer.Open($"if ({(condition is null ? "" : $"({condition}) && ")}reader.ReadInt8() <= {NullField.AbsentMarker(field)})");
            writer.Line($"{field.Name} = null;");
            writer.Line("return;");
            writer.Close();
        }

        writer.Line($"var value = new {field.Type.Name}();");
        writer.Line("value.Read(ref reader, version);");
        writer.Line($"{field.Name} = value;");
        writer.Close();
    }

    private void EmitNull(FieldModel field)
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

        writer.Line($"{field.Name} = null;");
        writer.Line("return;");
    }

    private void EmitTaggedFields()
    {
        writer.OpenMethod($"private void ReadTaggedFields({Parameters})");
        writer.Line("uint count = reader.ReadUnsignedVarint();");
        writer.Open("for (uint i = 0; i < count; i++)");
        writer.Line("uint tag = reader.ReadUnsignedVarint();");
        writer.Line("int size = reader.ReadTaggedFieldSize();");
        writer.Line("int end = reader.Position + size;");
        writer.Open("switch (tag)");
        foreach (FieldModel field in structure.Tagged)
        {
            string? condition = field.Versions.ConditionWithin(root.FlexibleVersions);
            writer.Case($"case {field.Tag}{(condition is null ? "" : $" when {condition}")}", () => EmitValue(field));
        }

        writer.Case("default", () => writer.Line("reader.Skip(size);"));
        writer.Close();
        writer.Line("CodecSupport.CheckTaggedFieldEnd(tag, end, reader.Position);");
        writer.Close();
        writer.Close();
    }
}
