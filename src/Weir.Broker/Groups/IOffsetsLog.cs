using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>The log behind <c>__consumer_offsets</c>, as the coordinator needs it.</summary>
internal interface IOffsetsLog
{
    /// <summary>
    /// Appends the records as one batch without waiting for the disk. <paramref name="done"/> is called exactly once, perhaps before
    /// this returns: with NONE when the batch is as durable as the broker promises, else with what went wrong.
    /// </summary>
    /// <param name="groupId">The group they belong to, which decides on the partition.</param>
    /// <param name="write">At least one record.</param>
    /// <param name="done">Told how it ended.</param>
    void Append(string groupId, GroupWrite write, Action<ErrorCode> done);

    /// <summary>Whether a group's records lie in this partition of the offsets topic.</summary>
    bool IsStoredIn(string groupId, int partition);
}
