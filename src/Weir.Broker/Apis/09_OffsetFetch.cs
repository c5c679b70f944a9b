using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// OffsetFetch, versions 1 to 10. What nobody has committed, or for a topic that has been recreated since, is offset -1 without an error. Null topics ask
/// for all from v2, several groups from v8 (KIP-709), the epoch of a member of a consumer group is checked from v9 (KIP-848), topic ids in v10. <c>require_stable</c> (v7) answers UNSTABLE_OFFSET_COMMIT where an open transaction has committed.
/// </summary>
internal sealed class OffsetFetchHandler(BrokerServices services, GroupCoordinator groups) : ApiHandler<OffsetFetchRequest, OffsetFetchResponse>(1, 10)
{
    private const short LastVersionWithoutError = 1;
    private const short BatchesGroups = 8;
    private const short UsesTopicIds = 10;
    private const long NoOffset = -1;

    protected override ValueTask<OffsetFetchResponse?> HandleAsync(OffsetFetchRequest request, RequestContext context)
    {
        var response = new OffsetFetchResponse();
        if (context.ApiVersion >= BatchesGroups)
        {
            response.Groups.AddRange(request.Groups.Select(group => Fetch(group, request.RequireStable, context.ApiVersion)));
        }
        else
        {
            List<OffsetFetchRequest.OffsetFetchRequestTopics>? wanted = request.Topics?.ConvertAll(
                topic => new OffsetFetchRequest.OffsetFetchRequestTopics { Name = topic.Name, PartitionIndexes = topic.PartitionIndexes });
            response.Topics.AddRange(Fetch(request.GroupId, wanted, request.RequireStable, context.ApiVersion).Select(ForSingleGroup));
        }

        return new ValueTask<OffsetFetchResponse?>(response);
    }

    private static OffsetFetchResponse.OffsetFetchResponseTopic ForSingleGroup(OffsetFetchResponse.OffsetFetchResponseTopics topic) => new()
    {
        Name = topic.Name,
        Partitions = topic.Partitions.ConvertAll(partition => new OffsetFetchResponse.OffsetFetchResponsePartition
        {
            PartitionIndex = partition.PartitionIndex,
            CommittedOffset = partition.CommittedOffset,
            CommittedLeaderEpoch = partition.CommittedLeaderEpoch,
            Metadata = partition.Metadata,
            ErrorCode = partition.ErrorCode,
        }),
    };

    private static OffsetFetchResponse.OffsetFetchResponsePartitions Answer(int partition, CommittedOffset? committed, ErrorCode error = ErrorCode.None) => new()
    {
        PartitionIndex = partition,
        CommittedOffset = committed?.Offset ?? NoOffset,
        CommittedLeaderEpoch = committed?.LeaderEpoch ?? -1,
        Metadata = committed?.Metadata ?? "",
        ErrorCode = error,
    };

    private OffsetFetchResponse.OffsetFetchResponseGroup Fetch(OffsetFetchRequest.OffsetFetchRequestGroup group, bool requireStable, short version)
    {
        ErrorCode error = groups.CheckFetch(group.GroupId, group.MemberId, group.MemberEpoch);
        return new()
        {
            GroupId = group.GroupId,
            ErrorCode = error,
            Topics = error == ErrorCode.None ? Fetch(group.GroupId, group.Topics, requireStable, version) : [],
        };
    }

    private List<OffsetFetchResponse.OffsetFetchResponseTopics> Fetch(string groupId, List<OffsetFetchRequest.OffsetFetchRequestTopics>? wanted, bool requireStable, short version)
    {
        List<OffsetFetchResponse.OffsetFetchResponseTopics>? topics = null;
        groups.ReadOffsets(groupId, (offsets, isPending) =>
        {
            topics = wanted is null ? FetchAll(offsets, version) : FetchSome(offsets, wanted, version);
            if (requireStable)
            {
                HoldBack(topics, isPending);
            }
        });
        return topics ?? FetchSome(new Dictionary<TopicPartition, CommittedOffset>(), wanted ?? [], version);
    }

    // What an open transaction may yet change is not told to a consumer that would go on from there (KIP-447).
    private void HoldBack(List<OffsetFetchResponse.OffsetFetchResponseTopics> topics, Func<TopicPartition, bool> isPending)
    {
        foreach (OffsetFetchResponse.OffsetFetchResponseTopics topic in topics)
        {
            string name = services.Topics.TryGet(topic.TopicId, out Topic? current) ? current.Name : topic.Name;
            for (int i = 0; i < topic.Partitions.Count; i++)
            {
                int partition = topic.Partitions[i].PartitionIndex;
                if (isPending(new TopicPartition(name, partition)))
                {
                    topic.Partitions[i] = Answer(partition, null, ErrorCode.UnstableOffsetCommit);
                }
            }
        }
    }

    private List<OffsetFetchResponse.OffsetFetchResponseTopics> FetchAll(IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets, short version)
    {
        var topics = new List<OffsetFetchResponse.OffsetFetchResponseTopics>();
        foreach (IGrouping<string, KeyValuePair<TopicPartition, CommittedOffset>> topic in offsets.GroupBy(offset => offset.Key.Topic))
        {
            services.Topics.TryGet(topic.Key, out Topic? current);
            if (current is null && version >= UsesTopicIds)
            {
                continue;
            }

            topics.Add(new OffsetFetchResponse.OffsetFetchResponseTopics
            {
                Name = topic.Key,
                TopicId = current?.Id ?? Guid.Empty,
                Partitions = [.. topic.Select(offset => Answer(offset.Key.Partition, offset.Value))],
            });
        }

        return topics;
    }

    private List<OffsetFetchResponse.OffsetFetchResponseTopics> FetchSome(
        IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets, List<OffsetFetchRequest.OffsetFetchRequestTopics> wanted, short version) => wanted.ConvertAll(topic =>
        {
            bool byId = version >= UsesTopicIds;
            Topic? current;
            _ = byId ? services.Topics.TryGet(topic.TopicId, out current) : services.Topics.TryGet(topic.Name, out current);
            ErrorCode error = byId && current is null ? ErrorCode.UnknownTopicId : ErrorCode.None;
            string name = current?.Name ?? topic.Name;
            return new OffsetFetchResponse.OffsetFetchResponseTopics
            {
                Name = topic.Name,
                TopicId = topic.TopicId,
                Partitions = topic.PartitionIndexes.ConvertAll(partition => Answer(partition, Find(offsets, name, partition, current), error)),
            };
        });

    private static CommittedOffset? Find(IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets, string topic, int partition, Topic? current)
    {
        bool isOfAnother = offsets.TryGetValue(new TopicPartition(topic, partition), out CommittedOffset? committed)
            && current is not null && committed.TopicId != Guid.Empty && committed.TopicId != current.Id;
        return isOfAnother ? null : committed;
    }

    protected override OffsetFetchResponse? ErrorResponse(OffsetFetchRequest request, short version, ErrorCode error) => new()
    {
        ErrorCode = error,
        Groups = request.Groups.ConvertAll(group => new OffsetFetchResponse.OffsetFetchResponseGroup { GroupId = group.GroupId, ErrorCode = error }),
        Topics = version > LastVersionWithoutError ? [] : (request.Topics ?? []).ConvertAll(topic => new OffsetFetchResponse.OffsetFetchResponseTopic
        {
            Name = topic.Name,
            Partitions = topic.PartitionIndexes.ConvertAll(
                index => new OffsetFetchResponse.OffsetFetchResponsePartition { PartitionIndex = index, CommittedOffset = NoOffset, ErrorCode = error }),
        }),
    };
}
