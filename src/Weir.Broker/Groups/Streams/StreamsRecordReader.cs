using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Streams;

/// <summary>Reads the records of streams groups back, in log order.</summary>
internal static class StreamsRecordReader
{
    public static bool Knows(short type) => type is StreamsRecords.EpochType or (>= StreamsRecords.MemberType and <= StreamsRecords.TopologyType);

    /// <summary>Reads a key behind its type: the group, and the member if it names one.</summary>
    public static (string GroupId, string MemberId) ReadKey(short type, ref ProtocolReader reader)
    {
        string groupId = reader.ReadString(compact: false);
        bool namesMember = type is StreamsRecords.MemberType or StreamsRecords.TargetType or StreamsRecords.AssignmentType;
        return (groupId, namesMember ? reader.ReadString(compact: false) : "");
    }

    /// <exception cref="ProtocolException">The value is not readable.</exception>
    public static void Apply(StreamsSnapshot group, short type, string memberId, ReadOnlyMemory<byte>? value)
    {
        switch (type)
        {
            case StreamsRecords.EpochType:
                group.Epoch = GroupRecordReader.ReadValue<StreamsGroupMetadataValue>(value);
                break;
            case StreamsRecords.TargetEpochType:
                group.TargetEpoch = GroupRecordReader.ReadValue<StreamsGroupTargetAssignmentMetadataValue>(value);
                break;
            case StreamsRecords.TopologyType:
                group.Topology = GroupRecordReader.ReadValue<StreamsGroupTopologyValue>(value);
                break;
            case StreamsRecords.MemberType:
                GroupRecordReader.Put(group.Members, memberId, GroupRecordReader.ReadValue<StreamsGroupMemberMetadataValue>(value));
                break;
            case StreamsRecords.TargetType:
                GroupRecordReader.Put(group.Targets, memberId, GroupRecordReader.ReadValue<StreamsGroupTargetAssignmentMemberValue>(value));
                break;
            default:
                GroupRecordReader.Put(group.Assignments, memberId, GroupRecordReader.ReadValue<StreamsGroupCurrentMemberAssignmentValue>(value));
                break;
        }
    }
}
