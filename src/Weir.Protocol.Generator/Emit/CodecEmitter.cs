using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>The walk over a structure that reader, size and writer share: fields, then tagged fields, then one helper for each list and structure.</summary>
internal abstract class CodecEmitter(SourceWriter writer, RootModel root, StructureModel structure)
{
    protected SourceWriter Writer => writer;

    protected RootModel Root => root;

    protected StructureModel Structure => structure;

    public void Emit()
    {
        EmitSignature();
        Prologue.Emit(writer, root, structure);
        EmitFields();
        if (!root.IsNeverFlexible)
        {
            writer.Guarded(root.IsAlwaysFlexible ? null : "flexible", () => writer.Line(structure.HasTagged ? TaggedFieldsCall : NoTaggedFields));
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

    /// <summary>Statement that calls what <see cref="EmitTaggedFields"/> writes.</summary>
    protected abstract string TaggedFieldsCall { get; }

    /// <summary>Statement for a flexible structure that declares no tagged field.</summary>
    protected abstract string NoTaggedFields { get; }

    protected abstract void EmitSignature();

    protected abstract void EmitFields();

    protected abstract void EmitListHelper(FieldModel field, FieldType element);

    protected abstract void EmitStructureHelper(FieldModel field);

    protected abstract void EmitTaggedFields();

    /// <summary>The body for a null: refused in versions that do not allow it, otherwise one statement and a return.</summary>
    protected void EmitNull(FieldModel field, string statement)
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
}
