using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>A JoinGroup request with what its connection tells.</summary>
internal sealed record GroupJoin(JoinGroupRequest Request, short ApiVersion, string ClientId, string ClientHost)
{
    /// <summary>Before version 1 the session timeout served as rebalance timeout as well.</summary>
    public int RebalanceTimeoutMs => Request.RebalanceTimeoutMs < 0 ? Request.SessionTimeoutMs : Request.RebalanceTimeoutMs;
}
