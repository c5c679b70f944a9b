using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential;

/// <summary>What a broker has told a member of a streams group.</summary>
internal sealed class StreamsMember
{
    public int Epoch { get; set; }

    public int EndpointEpoch { get; set; } = -1;

    public List<StreamsGroupHeartbeatRequest.TaskIds> Active { get; set; } = [];
}
