using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Fencing by leader epoch (KIP-320).</summary>
internal static class LeaderEpochs
{
    /// <summary>None, FencedLeaderEpoch when the client is behind, UnknownLeaderEpoch when it is ahead; a negative epoch is not checked.</summary>
    public static ErrorCode Check(int requested, int current)
    {
        if (requested < 0 || requested == current)
        {
            return ErrorCode.None;
        }

        return requested < current ? ErrorCode.FencedLeaderEpoch : ErrorCode.UnknownLeaderEpoch;
    }
}
