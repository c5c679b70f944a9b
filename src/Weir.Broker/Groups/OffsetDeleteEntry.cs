using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>One partition of an OffsetDelete request; the group sets <see cref="Error"/> before it answers.</summary>
internal sealed record OffsetDeleteEntry(TopicPartition Partition)
{
    public ErrorCode Error { get; set; }
}
