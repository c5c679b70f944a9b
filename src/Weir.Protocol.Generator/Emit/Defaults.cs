using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Expressions about a field's default.</summary>
internal static class Defaults
{
    /// <summary>Statement that gives the field its default, without allocating when it has it already.</summary>
    public static string ResetOf(FieldModel field) => field.Type.Kind switch
    {
        FieldKind.List when !field.DefaultsToNull => $"{field.Name} = CodecSupport.ListFor({field.Name}, 0);",
        FieldKind.Structure when !field.DefaultsToNull => $"{field.Name} = {field.Name}?.IsDefault() == true ? {field.Name} : new();",
        _ => $"{field.Name} = {field.Default};",
    };

    /// <summary>Expression that tells whether the field differs from its default.</summary>
    public static string DiffersOf(FieldModel field)
    {
        if (field.DefaultsToNull)
        {
            return $"{field.Name} is not null";
        }

        return field.Type.Kind switch
        {
            FieldKind.List => $"{field.Name} is not {{ Count: 0 }}",
            FieldKind.Structure => $"{field.Name}?.IsDefault() != true",
            FieldKind.String when field.Default == "\"\"" => $"{field.Name} is not {{ Length: 0 }}",
            FieldKind.Bytes => $"!{field.Name}.IsEmpty",
            FieldKind.Boolean => field.Default == "false" ? field.Name : $"!{field.Name}",
            _ => $"{field.Name} != {field.Default}",
        };
    }
}
