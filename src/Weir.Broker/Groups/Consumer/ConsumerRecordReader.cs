using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Consumer;

/// <summary>Reads the records of consumer groups back, in log order.</summary>
internal static class ConsumerRecordReader
{
    public static bool Knows(short type) => type is >= ConsumerRecords.EpochType and <= ConsumerRecords.AssignmentType or ConsumerRecords.RegexType;

    /// <summary>Reads a key behind its type: the group, and the member or expression if it names one.</summary>
    public static (string GroupId, string Item) ReadKey(short type, ref ProtocolReader reader)
    {
        string groupId = reader.ReadString(compact: false);
        bool namesItem = type is ConsumerRecords.SubscriptionType or ConsumerRecords.TargetType or ConsumerRecords.AssignmentType or ConsumerRecords.RegexType;
        return (groupId, namesItem ? reader.ReadString(compact: false) : "");
    }

    /// <exception cref="ProtocolException">The value is not readable.</exception>
    public static void Apply(ConsumerSnapshot group, short type, string item, ReadOnlyMemory<byte>? value)
    {
        switch (type)
        {
            case ConsumerRecords.EpochType:
                group.Epoch = GroupRecordReader.ReadValue<ConsumerGroupMetadataValue>(value);
                break;
            case ConsumerRecords.TargetEpochType:
                group.TargetEpoch = GroupRecordReader.ReadValue<ConsumerGroupTargetAssignmentMetadataValue>(value);
                break;
            case ConsumerRecords.SubscriptionType:
                GroupRecordReader.Put(group.Subscriptions, item, GroupRecordReader.ReadValue<ConsumerGroupMemberMetadataValue>(value));
                break;
            case ConsumerRecords.TargetType:
                GroupRecordReader.Put(group.Targets, item, GroupRecordReader.ReadValue<ConsumerGroupTargetAssignmentMemberValue>(value));
                break;
            case ConsumerRecords.AssignmentType:
                GroupRecordReader.Put(group.Assignments, item, GroupRecordReader.ReadValue<ConsumerGroupCurrentMemberAssignmentValue>(value));
                break;
            case ConsumerRecords.RegexType:
                GroupRecordReader.Put(group.Regexes, item, GroupRecordReader.ReadValue<ConsumerGroupRegularExpressionValue>(value));
                break;
            default:
                // What the subscribed topics looked like, as releases before 4.1 wrote it: the metadata hash stands for it now.
                break;
        }
    }
}
