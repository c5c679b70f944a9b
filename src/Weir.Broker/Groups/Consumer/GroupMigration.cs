using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Consumer;

/// <summary>Turns members of a classic group into members of a consumer group and back (KIP-848, online migration).</summary>
internal static class GroupMigration
{
    /// <summary>Every member keeps what its generation gave it; the generation becomes its epoch.</summary>
    /// <returns>False when the metadata of a member cannot be read as a consumer's.</returns>
    public static bool TryConvert(ClassicGroup group, ITopicCatalog catalog, out List<ConsumerMember> members)
    {
        members = [];
        foreach (GroupMember classic in group.Members.All)
        {
            ReadOnlyMemory<byte> metadata = group.Protocol is { } protocol ? classic.MetadataFor(protocol) : classic.Protocols[0].Metadata;
            if (!ClassicSubscription.TryRead(metadata, catalog, out ClassicSubscription? subscription)
                || !ClassicSubscription.TryReadAssignment(classic.Assignment, catalog, out HashSet<TopicIdPartition> assigned))
            {
                return false;
            }

            var member = new ConsumerMember(classic.Id)
            {
                InstanceId = classic.InstanceId,
                RackId = subscription!.RackId,
                ClientId = classic.ClientId,
                ClientHost = classic.ClientHost,
                RebalanceTimeoutMs = classic.RebalanceTimeoutMs,
                TopicNames = [.. subscription.Topics.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Classic = new ClassicMembership(classic.SessionTimeoutMs, classic.Protocols),
                Assigned = assigned.ToDictionary(p => p, _ => group.Generation),
                Target = assigned,
            };
            member.SetEpochs(group.Generation, group.Generation);
            members.Add(member);
        }

        return true;
    }

    /// <summary>The group as a classic one of the next generation, in which every member has its target assignment.</summary>
    public static GroupMetadataValue ToClassic(ConsumerGroup group, ITopicCatalog catalog, long nowUnixMs)
    {
        string protocol = SharedProtocol(group);
        return new GroupMetadataValue
        {
            ProtocolType = ConsumerGroup.TypeName,
            Generation = group.Epoch,
            Protocol = protocol,
            Leader = group.Members[0].Id,
            CurrentStateTimestamp = nowUnixMs,
            Members = [.. group.Members.Select(member => new GroupMetadataValue.MemberMetadata
            {
                MemberId = member.Id,
                GroupInstanceId = member.InstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                RebalanceTimeout = member.RebalanceTimeoutMs,
                SessionTimeout = member.Classic!.SessionTimeoutMs,
                Subscription = Array.Find(member.Classic.Protocols, p => p.Name == protocol).Metadata,
                Assignment = ClassicSubscription.WriteAssignment(member, member.Target, catalog),
            })],
        };
    }

    /// <summary>The record knows a member's chosen protocol only; the others it offered are still known here.</summary>
    public static void RestoreProtocols(ConsumerGroup from, ClassicGroup to)
    {
        foreach (ConsumerMember member in from.Members)
        {
            if (to.Members.TryGet(member.Id, out GroupMember? classic))
            {
                classic.Protocols = member.Classic!.Protocols;
            }
        }
    }

    // Members are let in only with a protocol that all others offer too.
    private static string SharedProtocol(ConsumerGroup group) =>
        group.Members[0].Classic!.Protocols.First(p => group.Members.All(m => Array.Exists(m.Classic!.Protocols, own => own.Name == p.Name))).Name;
}
