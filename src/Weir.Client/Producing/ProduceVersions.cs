namespace Weir.Client.Producing;

/// <summary>Turning points of the Produce API.</summary>
internal static class ProduceVersions
{
    /// <summary>From this version on topics go by id (KIP-516).</summary>
    public const short FirstById = 13;
}
