using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Consumer;

/// <summary>What a member of the classic protocol tells in its metadata, and what it is told in its assignment (consumer protocol: a version, then a structure).</summary>
/// <param name="Topics">Topics it subscribes to.</param>
/// <param name="RackId">Null when it did not say.</param>
/// <param name="Owned">Partitions it still owns, of topics that exist. Members that give up everything before they join own none.</param>
internal sealed record ClassicSubscription(IReadOnlyList<string> Topics, string? RackId, IReadOnlySet<TopicIdPartition> Owned)
{
    public static bool TryRead(ReadOnlyMemory<byte> metadata, ITopicCatalog catalog, out ClassicSubscription? subscription)
    {
        subscription = null;
        try
        {
            var reader = new ProtocolReader(metadata);
            short version = reader.ReadInt16();
            if (version < 0)
            {
                return false;
            }

            // Later versions only append fields, so an unknown one is read as the newest known.
            var told = new ConsumerProtocolSubscription();
            told.Read(ref reader, Math.Min(version, ConsumerProtocolSubscription.HighestVersion));
            HashSet<TopicIdPartition> owned = ToIds(told.OwnedPartitions.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p))), catalog);
            subscription = new ClassicSubscription(told.Topics, told.RackId, owned);
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    public static bool TryReadAssignment(ReadOnlyMemory<byte> bytes, ITopicCatalog catalog, out HashSet<TopicIdPartition> assigned)
    {
        assigned = [];
        if (bytes.IsEmpty)
        {
            return true;
        }

        try
        {
            var reader = new ProtocolReader(bytes);
            short version = reader.ReadInt16();
            var told = new ConsumerProtocolAssignment();
            told.Read(ref reader, Math.Clamp(version, (short)0, ConsumerProtocolAssignment.HighestVersion));
            assigned = ToIds(told.AssignedPartitions.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p))), catalog);
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    /// <summary>The member's assignment in the version its subscription came in.</summary>
    public static byte[] WriteAssignment(ConsumerMember member, ITopicCatalog catalog) => WriteAssignment(member, member.Assigned.Keys, catalog);

    public static byte[] WriteAssignment(ConsumerMember member, IEnumerable<TopicIdPartition> partitions, ITopicCatalog catalog)
    {
        var assignment = new ConsumerProtocolAssignment();
        foreach (IGrouping<Guid, int> topic in partitions.GroupBy(p => p.TopicId, p => p.Partition))
        {
            if (catalog.Find(topic.Key) is { } known)
            {
                assignment.AssignedPartitions.Add(new() { Topic = known.Name, Partitions = [.. topic.Order()] });
            }
        }

        var reader = new ProtocolReader(member.Classic!.Protocols[0].Metadata);
        short version = Math.Clamp(reader.ReadInt16(), (short)0, ConsumerProtocolAssignment.HighestVersion);
        return VersionedStructure.Encode(assignment, version);
    }

    private static HashSet<TopicIdPartition> ToIds(IEnumerable<TopicPartition> partitions, ITopicCatalog catalog) =>
    [
        .. partitions
            .Select(p => (Topic: catalog.Find(p.Topic), p.Partition))
            .Where(p => p.Topic is not null)
            .Select(p => new TopicIdPartition(p.Topic!.Id, p.Partition)),
    ];
}
