using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>What members of a consumer group tell each other inside of JoinGroup and SyncGroup: a version, then the structure. Newer versions are read as the newest known.</summary>
internal static class ConsumerProtocol
{
    public const string Type = "consumer";

    /// <summary>An empty assignment is what a member without partitions may get.</summary>
    /// <exception cref="ProtocolException">The bytes are no assignment.</exception>
    public static List<TopicPartition> ReadAssignment(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return [];
        }

        var reader = new ProtocolReader(bytes);
        short version = ReadVersion(ref reader, ConsumerProtocolAssignment.HighestVersion);
        var assignment = new ConsumerProtocolAssignment();
        assignment.Read(ref reader, version);
        return [.. assignment.AssignedPartitions.SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition)))];
    }

    public static byte[] WriteAssignment(IEnumerable<TopicPartition> partitions)
    {
        var assignment = new ConsumerProtocolAssignment
        {
            AssignedPartitions = [.. partitions.GroupBy(static p => p.Topic).Select(static topic => new ConsumerProtocolAssignment.TopicPartition
            {
                Topic = topic.Key,
                Partitions = [.. topic.Select(static p => p.Partition).Order()],
            })],
        };
        return VersionedStructure.Encode(assignment, version: 0);
    }

    /// <exception cref="ProtocolException">The bytes are no subscription.</exception>
    public static ConsumerProtocolSubscription ReadSubscription(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        short version = ReadVersion(ref reader, ConsumerProtocolSubscription.HighestVersion);
        var subscription = new ConsumerProtocolSubscription();
        subscription.Read(ref reader, version);
        return subscription;
    }

    public static byte[] WriteSubscription(ConsumerProtocolSubscription subscription) => VersionedStructure.Encode(subscription, ConsumerProtocolSubscription.HighestVersion);

    private static short ReadVersion(ref ProtocolReader reader, short highestKnown)
    {
        short version = reader.ReadInt16();
        return version >= 0 ? Math.Min(version, highestKnown) : throw new ProtocolException($"Version {version} of the consumer protocol does not exist.");
    }
}
