using Weir.Broker.Groups;
using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Share;
using Weir.Broker.Share;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// AlterShareGroupOffsets, version 0 (KIP-932): has a share group without members begin anew somewhere else; what it knew of deliveries there is forgotten.
/// A group that does not exist is made. GROUP_ID_NOT_FOUND for groups of other kinds, NON_EMPTY_GROUP. Answered when that is durable.
/// </summary>
internal sealed class AlterShareGroupOffsetsHandler(BrokerServices services, GroupCoordinator groups, SharePartitions partitions)
    : ApiHandler<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse>(0, 0)
{
    protected override async ValueTask<AlterShareGroupOffsetsResponse?> HandleAsync(AlterShareGroupOffsetsRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return new AlterShareGroupOffsetsResponse { ErrorCode = ErrorCode.InvalidGroupId };
        }

        List<TopicInfo> topics = [.. request.Topics.Select(topic => Find(topic.TopicName)).OfType<Topic>().Select(topic => new TopicInfo(topic.Name, topic.Id, topic.Partitions.Count))];
        int epoch = 0;
        ErrorCode error = await groups.ChangeShareAsync(request.GroupId, mayCreate: topics.Count > 0, (machine, done) =>
        {
            machine.Alter(topics, done);
            epoch = machine.Group.Epoch;
        });
        bool hasNothingToDo = error == ErrorCode.GroupIdNotFound && topics.Count == 0;
        if (error != ErrorCode.None && !hasNothingToDo)
        {
            return new AlterShareGroupOffsetsResponse { ErrorCode = error, ErrorMessage = ShareGroupProblems.Describe(request.GroupId, error) };
        }

        List<(AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition Answer, Task<ErrorCode> Altered)> pending = [];
        var response = new AlterShareGroupOffsetsResponse
        {
            Responses = request.Topics.ConvertAll(topic => new AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponseTopic
            {
                TopicName = topic.TopicName,
                TopicId = Find(topic.TopicName)?.Id ?? Guid.Empty,
                Partitions = topic.Partitions.ConvertAll(wanted => Alter(request.GroupId, topic.TopicName, wanted, epoch, pending)),
            }),
        };
        foreach ((AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition answer, Task<ErrorCode> altered) in pending)
        {
            answer.ErrorCode = await altered;
        }

        return response;
    }

    private AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition Alter(
        string groupId,
        string topicName,
        AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestPartition wanted,
        int epoch,
        List<(AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition, Task<ErrorCode>)> pending)
    {
        var answer = new AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition { PartitionIndex = wanted.PartitionIndex };
        if (services.Topics.TryGetPartition(topicName, wanted.PartitionIndex, out Partition? partition))
        {
            var key = new SharePartitionKey(groupId, partition.Topic.Id, partition.Index);
            pending.Add((answer, partitions.ResetAsync(key, Math.Max(0, wanted.StartOffset), epoch, partition.LeaderEpoch)));
        }
        else
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
            answer.ErrorMessage = "This server does not host this topic-partition.";
        }

        return answer;
    }

    private Topic? Find(string name) => services.Topics.TryGet(name, out Topic? topic) ? topic : null;
}
