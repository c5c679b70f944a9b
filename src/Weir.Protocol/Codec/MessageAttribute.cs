namespace Weir.Protocol;

/// <summary>Declares a request or response of one API; the generator writes its reader, writer and size.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MessageAttribute(ApiKey apiKey, MessageKind kind, short lowestVersion, short highestVersion) : Attribute
{
    public ApiKey ApiKey { get; } = apiKey;

    public MessageKind Kind { get; } = kind;

    public short LowestVersion { get; } = lowestVersion;

    public short HighestVersion { get; } = highestVersion;

    /// <summary>First version with compact lengths and tagged fields (KIP-482); -1 when no version has them.</summary>
    public short FlexibleFrom { get; set; } = -1;
}
