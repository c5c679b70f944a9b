using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// OffsetCommit, versions 2 to 10. A commit is answered when it is durable. Retention per request until v4, leader epoch from v6, static members
/// from v7 (KIP-345), members of consumer groups and GROUP_ID_NOT_FOUND instead of ILLEGAL_GENERATION for an unknown group from v9 (KIP-848), topic ids in v10.
/// </summary>
internal sealed class OffsetCommitHandler(BrokerServices services, GroupCoordinator groups) : ApiHandler<OffsetCommitRequest, OffsetCommitResponse>(2, 10)
{
    private const short KnowsConsumerGroups = 9;
    private const short UsesTopicIds = 10;
    private const long DefaultRetention = -1;

    protected override async ValueTask<OffsetCommitResponse?> HandleAsync(OffsetCommitRequest request, RequestContext context)
    {
        var response = new OffsetCommitResponse();
        var entries = new List<OffsetCommitEntry>();
        var accepted = new List<OffsetCommitResponse.OffsetCommitResponsePartition>();
        foreach (OffsetCommitRequest.OffsetCommitRequestTopic wanted in request.Topics)
        {
            response.Topics.Add(Resolve(wanted, context.ApiVersion, entries, accepted));
        }

        if (entries.Count == 0)
        {
            return response;
        }

        var commit = new GroupCommit(request.MemberId, request.GroupInstanceId, request.GenerationIdOrMemberEpoch, entries)
        {
            KnowsMemberEpochs = context.ApiVersion >= KnowsConsumerGroups,
            RetentionMs = request.RetentionTimeMs == DefaultRetention ? null : request.RetentionTimeMs,
        };
        ErrorCode unknownGroup = context.ApiVersion >= KnowsConsumerGroups ? ErrorCode.GroupIdNotFound : ErrorCode.IllegalGeneration;
        ErrorCode error = await groups.CommitAsync(request.GroupId, commit, unknownGroup);
        for (int i = 0; i < entries.Count; i++)
        {
            accepted[i].ErrorCode = error == ErrorCode.None ? entries[i].Error : error;
        }

        return response;
    }

    private OffsetCommitResponse.OffsetCommitResponseTopic Resolve(
        OffsetCommitRequest.OffsetCommitRequestTopic wanted,
        short version,
        List<OffsetCommitEntry> entries,
        List<OffsetCommitResponse.OffsetCommitResponsePartition> accepted)
    {
        bool byId = version >= UsesTopicIds;
        Topic? topic;
        _ = byId ? services.Topics.TryGet(wanted.TopicId, out topic) : services.Topics.TryGet(wanted.Name, out topic);
        var result = new OffsetCommitResponse.OffsetCommitResponseTopic { Name = wanted.Name, TopicId = wanted.TopicId };
        foreach (OffsetCommitRequest.OffsetCommitRequestPartition partition in wanted.Partitions)
        {
            var answer = new OffsetCommitResponse.OffsetCommitResponsePartition { PartitionIndex = partition.PartitionIndex };
            result.Partitions.Add(answer);
            if (OffsetCommitEntry.For(topic, partition.PartitionIndex, partition.CommittedOffset, partition.CommittedLeaderEpoch, partition.CommittedMetadata) is { } entry)
            {
                accepted.Add(answer);
                entries.Add(entry);
            }
            else
            {
                answer.ErrorCode = topic is null && byId ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
            }
        }

        return result;
    }

    protected override OffsetCommitResponse? ErrorResponse(OffsetCommitRequest request, short version, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new OffsetCommitResponse.OffsetCommitResponseTopic
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            Partitions = topic.Partitions.ConvertAll(
                partition => new OffsetCommitResponse.OffsetCommitResponsePartition { PartitionIndex = partition.PartitionIndex, ErrorCode = error }),
        }),
    };
}
