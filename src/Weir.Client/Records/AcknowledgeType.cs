namespace Weir.Client;

/// <summary>What has become of a record of a share group (KIP-932, KIP-1222). The values are the protocol's.</summary>
public enum AcknowledgeType
{
    /// <summary>It is processed.</summary>
    Accept = 1,

    /// <summary>It is not, and may be delivered again, to this consumer or another, as often as <c>share.delivery.count.limit</c> of the group allows.</summary>
    Release = 2,

    /// <summary>It cannot be processed, and is not to be delivered again.</summary>
    Reject = 3,

    /// <summary>Processing takes longer: the lock begins anew. The record stays in hand and is to be acknowledged later. Brokers from Kafka 4.2 know it.</summary>
    Renew = 4,
}
