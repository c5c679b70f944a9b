namespace Weir.Protocol;

/// <summary>Version bounds of a top-level structure, known without an instance.</summary>
public interface IVersionedStructure : IProtocolStructure
{
    static abstract short LowestVersion { get; }

    static abstract short HighestVersion { get; }

    /// <summary>First flexible version; <see cref="short.MaxValue"/> when there is none.</summary>
    static abstract short FlexibleFrom { get; }
}
