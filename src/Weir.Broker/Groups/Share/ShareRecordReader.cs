using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Share;

/// <summary>Reads the records of share groups back, in log order.</summary>
internal static class ShareRecordReader
{
    public static bool Knows(short type) => type is >= ShareRecords.SubscriptionType and <= ShareRecords.InitializedType;

    /// <summary>Reads a key behind its type: the group, and the member if it names one.</summary>
    public static (string GroupId, string MemberId) ReadKey(short type, ref ProtocolReader reader)
    {
        string groupId = reader.ReadString(compact: false);
        bool namesMember = type is ShareRecords.SubscriptionType or ShareRecords.TargetType or ShareRecords.AssignmentType;
        return (groupId, namesMember ? reader.ReadString(compact: false) : "");
    }

    /// <exception cref="ProtocolException">The value is not readable.</exception>
    public static void Apply(ShareSnapshot group, short type, string memberId, ReadOnlyMemory<byte>? value)
    {
        switch (type)
        {
            case ShareRecords.EpochType:
                group.Epoch = GroupRecordReader.ReadValue<ShareGroupMetadataValue>(value);
                break;
            case ShareRecords.TargetEpochType:
                group.TargetEpoch = GroupRecordReader.ReadValue<ShareGroupTargetAssignmentMetadataValue>(value);
                break;
            case ShareRecords.InitializedType:
                group.Initialized = GroupRecordReader.ReadValue<ShareGroupStatePartitionMetadataValue>(value);
                break;
            case ShareRecords.SubscriptionType:
                GroupRecordReader.Put(group.Subscriptions, memberId, GroupRecordReader.ReadValue<ShareGroupMemberMetadataValue>(value));
                break;
            case ShareRecords.TargetType:
                GroupRecordReader.Put(group.Targets, memberId, GroupRecordReader.ReadValue<ShareGroupTargetAssignmentMemberValue>(value));
                break;
            default:
                GroupRecordReader.Put(group.Assignments, memberId, GroupRecordReader.ReadValue<ShareGroupCurrentMemberAssignmentValue>(value));
                break;
        }
    }
}
