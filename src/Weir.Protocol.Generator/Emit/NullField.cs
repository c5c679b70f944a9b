using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>How generated code refuses a null.</summary>
internal static class NullField
{
    public static string Exception(FieldModel field) => $"CodecSupport.NullNotAllowed(\"{field.Path}\", version)";

    public static string Throw(FieldModel field) => $"throw {Exception(field)};";
}
