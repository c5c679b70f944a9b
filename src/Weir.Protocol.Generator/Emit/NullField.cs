using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>How generated code refuses a null.</summary>
internal static class NullField
{
    public static string Exception(FieldModel field) => $"CodecSupport.NullNotAllowed(\"{field.Path}\", version)";

    /// <summary>The byte that stands for a nullable structure that is absent; 1 stands for one that follows.</summary>
    /// <remarks>KIP-893 gives -1; Apache Kafka writes a structure in a tagged field with 0 instead.</remarks>
    public static string AbsentMarker(FieldModel field) => field.IsTagged ? "0" : "-1";

    public static string Throw(FieldModel field) => $"throw {Exception(field)};";
}
