namespace Weir.Client.Producing;

/// <summary>Turning points of the Produce API.</summary>
internal static class ProduceVersions
{
    /// <summary>From the next version on the partition leader adds the partition to the transaction (KIP-890).</summary>
    public const short HighestTransactionsV1 = 11;

    /// <summary>From this version on topics go by id (KIP-516).</summary>
    public const short FirstById = 13;
}
