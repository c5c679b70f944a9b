using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Simulation;

/// <summary>A plain assignor: partitions in turn over the members in order. Cooperatively, a partition its owner must give up is given to nobody yet (KIP-429).</summary>
internal static class SimulatedAssignor
{
    public const string Topic = "t";
    public const int PartitionCount = 6;

    public static byte[] EncodeSubscription(IReadOnlyCollection<int> owned)
    {
        var subscription = new ConsumerProtocolSubscription { Topics = [Topic] };
        if (owned.Count > 0)
        {
            subscription.OwnedPartitions.Add(new ConsumerProtocolSubscription.TopicPartition { Topic = Topic, Partitions = [.. owned.Order()] });
        }

        return VersionedStructure.Encode(subscription, 1);
    }

    public static HashSet<int> DecodeAssignment(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return [];
        }

        var reader = new ProtocolReader(bytes);
        var assignment = new ConsumerProtocolAssignment();
        assignment.Read(ref reader, reader.ReadInt16());
        return [.. assignment.AssignedPartitions.SelectMany(t => t.Partitions)];
    }

    public static List<SyncGroupRequest.SyncGroupRequestAssignment> Assign(JoinGroupResponse generation, bool cooperative)
    {
        var members = generation.Members.OrderBy(m => m.GroupInstanceId ?? m.MemberId, StringComparer.Ordinal).ToList();
        var parts = members.ToDictionary(m => m.MemberId, _ => new List<int>(), StringComparer.Ordinal);
        var owners = new Dictionary<int, string>();
        foreach (JoinGroupResponse.JoinGroupResponseMember member in cooperative ? members : [])
        {
            foreach (int partition in DecodeOwned(member.Metadata))
            {
                owners.TryAdd(partition, member.MemberId);
            }
        }

        for (int partition = 0; partition < PartitionCount; partition++)
        {
            string target = members[partition % members.Count].MemberId;
            if (!owners.TryGetValue(partition, out string? owner) || owner == target)
            {
                parts[target].Add(partition);
            }
        }

        return [.. parts.Select(p => new SyncGroupRequest.SyncGroupRequestAssignment { MemberId = p.Key, Assignment = EncodeAssignment(p.Value) })];
    }

    private static byte[] EncodeAssignment(List<int> partitions)
    {
        var assignment = new ConsumerProtocolAssignment();
        assignment.AssignedPartitions.Add(new ConsumerProtocolAssignment.TopicPartition { Topic = Topic, Partitions = partitions });
        return VersionedStructure.Encode(assignment, 1);
    }

    private static IEnumerable<int> DecodeOwned(ReadOnlyMemory<byte> metadata)
    {
        var reader = new ProtocolReader(metadata);
        var subscription = new ConsumerProtocolSubscription();
        subscription.Read(ref reader, reader.ReadInt16());
        return subscription.OwnedPartitions.SelectMany(t => t.Partitions);
    }
}
