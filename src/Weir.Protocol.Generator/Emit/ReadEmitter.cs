using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Writes <c>Read</c> and its helpers.</summary>
internal sealed class ReadEmitter(SourceWriter writer, RootModel root, StructureModel structure) : CodecEmitter(writer, root, structure)
{
    private const string Parameters = "ref ProtocolReader reader, short version";

    protected override string TaggedFieldsCall => "ReadTaggedFields(ref reader, version);";

    protected override string NoTaggedFields => "reader.SkipTaggedFields();";

    protected override void EmitSignature() => Writer.Open($"public void Read({Parameters})");

    protected override void EmitFields()
    {
        foreach (FieldRun run in FieldRun.Split(Structure.Positional, Root.Versions))
        {
            EmitPositional(run);
        }

        foreach (FieldModel field in Structure.Tagged)
        {
            Writer.Line(Defaults.ResetOf(field));
        }
    }

    private void EmitPositional(FieldRun run)
    {
        Writer.Guarded(run.Condition, () => run.Fields.ForEach(EmitValue));
        if (run.Condition is not null)
        {
            Writer.Open("else");
            run.Fields.ForEach(field => Writer.Line(Defaults.ResetOf(field)));
            Writer.Close();
        }
    }

    private void EmitValue(FieldModel field)
    {
        string compact = Root.CompactOf(field);
        FieldType type = field.Type;
        switch (type.Kind)
        {
            case FieldKind.List:
                Writer.Line($"Read{field.Name}(ref reader, version, {compact});");
                break;
            case FieldKind.Structure:
                Writer.Line($"Read{field.Name}(ref reader, version);");
                break;
            case FieldKind.String:
                Writer.Line($"{field.Name} = {Choose(field, $"reader.ReadNullableString({compact})", $"reader.ReadString({compact})")};");
                break;
            case FieldKind.Bytes:
                string nullable = $"reader.{(field.IsRecords ? "ReadRecords" : "ReadNullableBytes")}({compact})";
                Writer.Line($"{field.Name} = {Choose(field, nullable, $"reader.ReadBytes({compact})")};");
                break;
            default:
                Writer.Line($"{field.Name} = {ReadFixed(type)};");
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

    protected override void EmitListHelper(FieldModel field, FieldType element)
    {
        Writer.OpenMethod($"private void Read{field.Name}({Parameters}, bool compact)");
        Writer.Line($"int count = reader.ReadArrayLength(compact, {MinimumSizeEmitter.OfElement(element)});");
        Writer.Open("if (count < 0)");
        EmitNull(field, $"{field.Name} = null;");
        Writer.Close();
        Writer.Line($"{field.Type.Name} items = CodecSupport.ListFor({field.Name}, count);");
        Writer.Open("for (int i = 0; i < count; i++)");
        switch (element.Kind)
        {
            case FieldKind.Structure:
                Writer.Line($"var item = new {element.Name}();");
                Writer.Line("item.Read(ref reader, version);");
                Writer.Line("items.Add(item);");
                break;
            case FieldKind.String or FieldKind.Bytes:
                Writer.Line($"items.Add(reader.Read{element.Kind}(compact));");
                break;
            default:
                Writer.Line($"items.Add({ReadFixed(element)});");
                break;
        }

        Writer.Close();
        Writer.Line($"{field.Name} = items;");
        Writer.Close();
    }

    protected override void EmitStructureHelper(FieldModel field)
    {
        Writer.OpenMethod($"private void Read{field.Name}({Parameters})");
        if (!field.NullVersions.IsEmpty)
        {
            string? condition = field.NullVersions.ConditionWithin(field.Versions);
            Writer.Open($"if ({(condition is null ? "" : $"({condition}) && ")}reader.ReadInt8() <= {NullField.AbsentMarker(field)})");
            Writer.Line($"{field.Name} = null;");
            Writer.Line("return;");
            Writer.Close();
        }

        Writer.Line($"var value = new {field.Type.Name}();");
        Writer.Line("value.Read(ref reader, version);");
        Writer.Line($"{field.Name} = value;");
        Writer.Close();
    }

    protected override void EmitTaggedFields()
    {
        Writer.OpenMethod($"private void ReadTaggedFields({Parameters})");
        Writer.Line("uint count = reader.ReadUnsignedVarint();");
        Writer.Open("for (uint i = 0; i < count; i++)");
        Writer.Line("uint tag = reader.ReadUnsignedVarint();");
        Writer.Line("int size = reader.ReadTaggedFieldSize();");
        Writer.Line("int end = reader.Position + size;");
        Writer.Open("switch (tag)");
        foreach (FieldModel field in Structure.Tagged)
        {
            string? condition = field.Versions.ConditionWithin(Root.FlexibleVersions);
            Writer.Case($"case {field.Tag}{(condition is null ? "" : $" when {condition}")}", () => EmitValue(field));
        }

        Writer.Case("default", () => Writer.Line("reader.Skip(size);"));
        Writer.Close();
        Writer.Line("CodecSupport.CheckTaggedFieldEnd(tag, end, reader.Position);");
        Writer.Close();
        Writer.Close();
    }
}
