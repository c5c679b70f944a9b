namespace Weir.Client.Consuming;

/// <summary>Turning points of the Fetch API.</summary>
internal static class FetchVersions
{
    /// <summary>From the next version on topics go by id (KIP-516).</summary>
    public const short HighestByName = 12;
}
