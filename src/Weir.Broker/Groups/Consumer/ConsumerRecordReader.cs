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
                group.Epoch = ReadValue<ConsumerGroupMetadataValue>(value);
                break;
            case ConsumerRecords.TargetEpochType:
                group.TargetEpoch = ReadValue<ConsumerGroupTargetAssignmentMetadataValue>(value);
                break;
            case ConsumerRecords.SubscriptionType:
                Put(group.Subscriptions, item, ReadValue<ConsumerGroupMemberMetadataValue>(value));
                break;
            case ConsumerRecords.TargetType:
                Put(group.Targets, item, ReadValue<ConsumerGroupTargetAssignmentMemberValue>(value));
                break;
            case ConsumerRecords.AssignmentType:
                Put(group.Assignments, item, ReadValue<ConsumerGroupCurrentMemberAssignmentValue>(value));
                break;
            case ConsumerRecords.RegexType:
                Put(group.Regexes, item, ReadValue<ConsumerGroupRegularExpressionValue>(value));
                break;
            default:
                // What the subscribed topics looked like, as releases before 4.1 wrote it: the metadata hash stands for it now.
                break;
        }
    }

    private static void Put<T>(IDictionary<string, T> items, string item, T? value)
        where T : class
    {
        if (value is null)
        {
            items.Remove(item);
        }
        else
        {
            items[item] = value;
        }
    }

    private static T? ReadValue<T>(ReadOnlyMemory<byte>? value)
        where T : class, IProtocolStructure, IVersionedStructure, new()
    {
        if (value is not { } bytes)
        {
            return null;
        }

        // The structure refers to the bytes it was read from, and the caller's buffer is only lent.
        var reader = new ProtocolReader(bytes.ToArray());
        short version = GroupRecordReader.ReadVersion<T>(ref reader);
        var structure = new T();
        structure.Read(ref reader, version);
        return structure;
    }
}
