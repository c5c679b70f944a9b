using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>Writes transaction markers into the partitions of a transaction.</summary>
internal interface IMarkerWriter
{
    /// <summary>
    /// Appends the markers, then has the groups among the partitions take note. <paramref name="done"/> is called exactly once, perhaps before
    /// this returns: with NONE when all markers are durable. Partitions that exist no more are passed over.
    /// </summary>
    void Write(MarkerBatch markers, Action<ErrorCode> done);
}
