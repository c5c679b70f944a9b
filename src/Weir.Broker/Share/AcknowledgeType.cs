namespace Weir.Broker.Share;

/// <summary>What a consumer says of acquired records (KIP-932; renewing KIP-1222).</summary>
internal enum AcknowledgeType : sbyte
{
    /// <summary>There is no such record: it was compacted away, or is a transaction's marker.</summary>
    Gap = 0,

    Accept = 1,

    /// <summary>Deliver it again, to anybody.</summary>
    Release = 2,

    /// <summary>Never deliver it again.</summary>
    Reject = 3,

    /// <summary>Keeps working on it: the lock begins anew.</summary>
    Renew = 4,
}
