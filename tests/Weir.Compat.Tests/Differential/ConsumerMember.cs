using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential;

/// <summary>What a broker has told a member of the consumer protocol.</summary>
internal sealed class ConsumerMember
{
    public int Epoch { get; set; }

    public bool IsJoined { get; set; }

    public List<ConsumerGroupHeartbeatRequest.TopicPartitionsData> Owned { get; set; } = [];

    /// <summary>Takes what an answer without an error tells.</summary>
    public void Learn(ConsumerGroupHeartbeatResponse response)
    {
        Epoch = Math.Max(response.MemberEpoch, 0);
        if (response.Assignment is { } assignment)
        {
            Owned = assignment.TopicPartitions.ConvertAll(t => new ConsumerGroupHeartbeatRequest.TopicPartitionsData { TopicId = t.TopicId, Partitions = t.Partitions });
        }
    }
}
