using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential;

/// <summary>What a broker has told a member of the consumer protocol.</summary>
internal sealed class ConsumerMember
{
    public int Epoch { get; set; }

    public List<ConsumerGroupHeartbeatRequest.TopicPartitionsData> Owned { get; set; } = [];
}
