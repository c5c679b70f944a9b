using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>The log behind <c>__consumer_offsets</c>, as the coordinator needs it.</summary>
internal interface IOffsetsLog
{
    /// <summary>
    /// Appends the records as one batch without waiting for the disk. <paramref name="done"/> is called exactly once, perhaps before
    /// this returns: with NONE when the batch is as durable as the broker promises, else with what went wrong.
    /// </summary>
    void Append(IReadOnlyList<GroupRecord> records, Action<ErrorCode> done);
}
