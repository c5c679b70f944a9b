namespace Weir.Broker.Share;

/// <summary>What has become of records delivered by a share group; the numbers are those of Kafka's records (KIP-932).</summary>
internal enum DeliveryState : sbyte
{
    /// <summary>To be delivered, perhaps again.</summary>
    Available = 0,

    /// <summary>A consumer works on them. Never stored: after a restart they are available.</summary>
    Acquired = 1,

    /// <summary>Accepted.</summary>
    Acknowledged = 2,

    /// <summary>Rejected, delivered too often, or never there.</summary>
    Archived = 4,
}
