using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>A member of a classic group.</summary>
/// <remarks>Thread model: owned by its group, never shared.</remarks>
internal sealed class GroupMember(string id, string? instanceId)
{
    public string Id { get; } = id;

    /// <summary>Set for static members (KIP-345).</summary>
    public string? InstanceId { get; } = instanceId;

    public required string ClientId { get; init; }

    /// <summary>Peer address in Kafka's form, <c>/127.0.0.1</c>.</summary>
    public required string ClientHost { get; init; }

    public required int RebalanceTimeoutMs { get; set; }

    public required int SessionTimeoutMs { get; set; }

    /// <summary>In the member's order of preference.</summary>
    public required MemberProtocol[] Protocols { get; set; }

    public ReadOnlyMemory<byte> Assignment { get; set; }

    /// <summary>True until the member's first join is answered: it knows no member id yet and cannot send heartbeats.</summary>
    public bool IsNew { get; set; }

    /// <summary>The member is removed at this uptime unless a request of it comes first.</summary>
    public long SessionDeadlineMs { get; set; } = long.MaxValue;

    public IReplyTo<JoinGroupResponse>? AwaitingJoin { get; set; }

    public IReplyTo<SyncGroupResponse>? AwaitingSync { get; set; }

    /// <summary>A member parked in a rebalance cannot send heartbeats and needs none, except a new one, whose client may be gone.</summary>
    public bool NeedsNoHeartbeat => !IsNew && (AwaitingJoin is not null || AwaitingSync is not null);

    public bool Supports(string protocol) => Array.Exists(Protocols, p => p.Name == protocol);

    public ReadOnlyMemory<byte> MetadataFor(string? protocol)
    {
        foreach (MemberProtocol offered in Protocols)
        {
            if (offered.Name == protocol)
            {
                return offered.Metadata;
            }
        }

        return default;
    }

    /// <summary>Whether a rejoin offers the same protocols, in the same order, with the same bytes.</summary>
    public bool Offers(MemberProtocol[] protocols)
    {
        if (protocols.Length != Protocols.Length)
        {
            return false;
        }

        for (int i = 0; i < protocols.Length; i++)
        {
            if (protocols[i].Name != Protocols[i].Name || !protocols[i].Metadata.Span.SequenceEqual(Protocols[i].Metadata.Span))
            {
                return false;
            }
        }

        return true;
    }
}
