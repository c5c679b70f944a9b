namespace Weir.Broker.Groups.Streams;

/// <summary>What of a streams group has yet to be written.</summary>
/// <remarks>Thread model: owned by its <see cref="StreamsMachine"/>.</remarks>
internal sealed class StreamsJournal(IGroupOutbox outbox) : GroupJournal<StreamsGroup, StreamsRecordKind>(outbox)
{
    protected override StreamsRecordKind MemberRemovedKind => StreamsRecordKind.MemberRemoved;

    protected override bool IsMember(StreamsGroup group, string memberId) => group.TryGet(memberId, out _);

    protected override GroupRecord Of(StreamsGroup group, StreamsRecordKind kind, string memberId) => StreamsRecords.Of(group, kind, memberId);

    protected override IEnumerable<GroupRecord> MemberTombstones(StreamsGroup group, string memberId) => StreamsRecords.MemberTombstones(group.Id, memberId);

    protected override IEnumerable<GroupRecord> Tombstones(StreamsGroup group) => StreamsRecords.Tombstones(group.Id);

    protected override void AllChanged(StreamsGroup group)
    {
        foreach (StreamsMember member in group.Members)
        {
            Changed(StreamsRecordKind.Member, member.Id);
            Changed(StreamsRecordKind.Target, member.Id);
            Changed(StreamsRecordKind.Assignment, member.Id);
        }

        if (group.Topology is not null)
        {
            Changed(StreamsRecordKind.Topology);
        }

        Changed(StreamsRecordKind.Epoch);
        Changed(StreamsRecordKind.TargetEpoch);
    }
}
