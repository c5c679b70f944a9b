using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>OffsetForLeaderEpoch, versions 2 to 4 (KIP-320): where the largest leader epoch at or below the one asked for ends; -1, -1 when unknown.</summary>
internal sealed class OffsetForLeaderEpochHandler(BrokerServices services) : ApiHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(2, 4)
{
    protected override ValueTask<OffsetForLeaderEpochResponse?> HandleAsync(OffsetForLeaderEpochRequest request, RequestContext context)
    {
        var response = new OffsetForLeaderEpochResponse();
        foreach (OffsetForLeaderEpochRequest.OffsetForLeaderTopic topic in request.Topics)
        {
            var answers = new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult { Topic = topic.Topic };
            response.Topics.Add(answers);
            foreach (OffsetForLeaderEpochRequest.OffsetForLeaderPartition wanted in topic.Partitions)
            {
                answers.Partitions.Add(Answer(topic.Topic, wanted));
            }
        }

        return new ValueTask<OffsetForLeaderEpochResponse?>(response);
    }

    private OffsetForLeaderEpochResponse.EpochEndOffset Answer(string topic, OffsetForLeaderEpochRequest.OffsetForLeaderPartition wanted)
    {
        var answer = new OffsetForLeaderEpochResponse.EpochEndOffset { Partition = wanted.Partition };
        if (!services.Topics.TryGetPartition(topic, wanted.Partition, out Partition? partition))
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
            return answer;
        }

        answer.ErrorCode = LeaderEpochs.Check(wanted.CurrentLeaderEpoch, partition.LeaderEpoch);
        if (answer.ErrorCode == ErrorCode.None)
        {
            EpochEndOffset end = EndOf(partition, wanted.LeaderEpoch);
            (answer.LeaderEpoch, answer.EndOffset) = (end.LeaderEpoch, end.EndOffset);
        }

        return answer;
    }

    // The current epoch ends where consumers may read to; an empty log has not recorded it yet.
    private static EpochEndOffset EndOf(Partition partition, int epoch) =>
        epoch == partition.LeaderEpoch ? new EpochEndOffset(epoch, partition.Log.HighWatermark) : partition.Log.EndOffsetForEpoch(epoch);

    protected override OffsetForLeaderEpochResponse? ErrorResponse(OffsetForLeaderEpochRequest request, short version, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult
        {
            Topic = topic.Topic,
            Partitions = topic.Partitions.ConvertAll(partition => new OffsetForLeaderEpochResponse.EpochEndOffset { Partition = partition.Partition, ErrorCode = error }),
        }),
    };
}
