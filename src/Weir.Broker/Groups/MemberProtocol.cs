using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>An assignment protocol a member offers, with its opaque metadata (a subscription, for consumers).</summary>
internal readonly record struct MemberProtocol(string Name, ReadOnlyMemory<byte> Metadata)
{
    /// <summary>Copies the request's protocols: the request's bytes live only as long as its frame.</summary>
    public static MemberProtocol[] CopyFrom(List<JoinGroupRequest.JoinGroupRequestProtocol> protocols)
    {
        var copies = new MemberProtocol[protocols.Count];
        for (int i = 0; i < copies.Length; i++)
        {
            copies[i] = new MemberProtocol(protocols[i].Name, protocols[i].Metadata.ToArray());
        }

        return copies;
    }
}
