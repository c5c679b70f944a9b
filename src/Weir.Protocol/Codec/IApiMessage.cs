namespace Weir.Protocol;

/// <summary>A request or response of one API.</summary>
public interface IApiMessage : IVersionedStructure
{
    static abstract ApiKey ApiKey { get; }

    static abstract MessageKind Kind { get; }
}
