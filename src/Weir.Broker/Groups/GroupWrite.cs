using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>Records that belong into one batch, and what the group does when they are durable (or, with an error, are not).</summary>
internal sealed record GroupWrite(IReadOnlyList<GroupRecord> Records, Action<ErrorCode> Completed)
{
    /// <summary>The transactional producer whose records these are; null for the group's own.</summary>
    public GroupProducer? Producer { get; init; }

    /// <summary>Null until the log has said how the write ended; set by the group's owner.</summary>
    public ErrorCode? Outcome { get; set; }
}
