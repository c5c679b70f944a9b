namespace Weir.Broker.Groups.Share;

/// <summary>What of a share group has yet to be written.</summary>
/// <remarks>Thread model: owned by its <see cref="ShareMachine"/>.</remarks>
internal sealed class ShareJournal(IGroupOutbox outbox) : GroupJournal<ShareGroup, ShareRecordKind>(outbox)
{
    protected override ShareRecordKind MemberRemovedKind => ShareRecordKind.MemberRemoved;

    protected override bool IsMember(ShareGroup group, string memberId) => group.TryGet(memberId, out _);

    protected override GroupRecord Of(ShareGroup group, ShareRecordKind kind, string memberId) => ShareRecords.Of(group, kind, memberId);

    protected override IEnumerable<GroupRecord> MemberTombstones(ShareGroup group, string memberId) => ShareRecords.MemberTombstones(group.Id, memberId);

    protected override IEnumerable<GroupRecord> Tombstones(ShareGroup group) => ShareRecords.Tombstones(group.Id);

    protected override void AllChanged(ShareGroup group)
    {
        foreach (ShareMember member in group.Members)
        {
            Changed(ShareRecordKind.Subscription, member.Id);
            Changed(ShareRecordKind.Target, member.Id);
            Changed(ShareRecordKind.Assignment, member.Id);
        }

        Changed(ShareRecordKind.Epoch);
        Changed(ShareRecordKind.TargetEpoch);
        Changed(ShareRecordKind.Initialized);
    }
}
