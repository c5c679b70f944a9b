using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// Metadata, versions 0 to 13: brokers, topics and partitions. No list of topics means all of them, as does the empty list in
/// v0. Unknown topics are created when both broker and request (v4) allow it; the topic is durable before it is answered.
/// v10 adds topic ids (KIP-516), v12 asking by id (topics without one are then left out), v8 to v10 the authorized operations (KIP-430).
/// </summary>
internal sealed class MetadataHandler(BrokerServices services, TopicAdmin admin) : ApiHandler<MetadataRequest, MetadataResponse>(0, 13)
{
    private const short FirstVersionThatAsksById = 12;

    protected override ValueTask<MetadataResponse?> HandleAsync(MetadataRequest request, RequestContext context)
    {
        if (context.ApiVersion < FirstVersionThatAsksById && request.Topics is { } topics && topics.Exists(topic => topic.TopicId != Guid.Empty || topic.Name is null))
        {
            return new ValueTask<MetadataResponse?>(ErrorResponse(request, context.ApiVersion, ErrorCode.InvalidRequest));
        }

        var response = new MetadataResponse
        {
            Brokers = [new() { NodeId = services.NodeId, Host = context.Advertised.Host, Port = context.Advertised.Port }],
            ClusterId = services.ClusterId,
            ControllerId = services.NodeId,
        };
        if (request.IncludeClusterAuthorizedOperations)
        {
            response.ClusterAuthorizedOperations = AuthorizedOperations.AllOnCluster;
        }

        bool created = false;
        if (request.Topics is null || (context.ApiVersion == 0 && request.Topics.Count == 0))
        {
            foreach (Topic topic in services.Topics.All.OrderBy(topic => topic.Name, StringComparer.Ordinal))
            {
                response.Topics.Add(Describe(topic, request));
            }
        }
        else
        {
            bool goesByIds = request.Topics.Exists(topic => topic.TopicId != Guid.Empty);
            foreach (MetadataRequest.MetadataRequestTopic wanted in request.Topics.DistinctBy(topic => (goesByIds ? null : topic.Name, topic.TopicId)))
            {
                if (goesByIds && wanted.TopicId == Guid.Empty)
                {
                    continue;
                }

                response.Topics.Add(Answer(wanted, request, ref created));
            }
        }

        return created ? AnswerWhenDurableAsync(response) : new ValueTask<MetadataResponse?>(response);
    }

    private async ValueTask<MetadataResponse?> AnswerWhenDurableAsync(MetadataResponse response)
    {
        if (await services.Controller.FlushedAsync() != ErrorCode.None)
        {
            foreach (MetadataResponse.MetadataResponseTopic topic in response.Topics)
            {
                topic.ErrorCode = topic.ErrorCode == ErrorCode.None ? ErrorCode.LeaderNotAvailable : topic.ErrorCode;
            }
        }

        return response;
    }

    private MetadataResponse.MetadataResponseTopic Answer(MetadataRequest.MetadataRequestTopic wanted, MetadataRequest request, ref bool created)
    {
        if (wanted.TopicId != Guid.Empty || wanted.Name is not { } name)
        {
            return services.Topics.TryGet(wanted.TopicId, out Topic? byId)
                ? Describe(byId, request)
                : new() { Name = null, TopicId = wanted.TopicId, ErrorCode = ErrorCode.UnknownTopicId };
        }

        if (services.Topics.TryGet(name, out Topic? topic))
        {
            return Describe(topic, request);
        }

        ApiError error = TopicNames.Check(name);
        if (error.IsNone)
        {
            error = new ApiError(ErrorCode.UnknownTopicOrPartition, null);
            if (request.AllowAutoTopicCreation && services.Config.GetBoolean("auto.create.topics.enable"))
            {
                error = admin.Create(NewTopic.WithDefaults(name), validateOnly: false, out topic);
                created |= error.IsNone;
            }
        }

        return topic is not null ? Describe(topic, request) : new()
        {
            Name = name,
            ErrorCode = error.Code,
            IsInternal = Topic.IsInternalName(name),
            TopicAuthorizedOperations = request.IncludeTopicAuthorizedOperations ? AuthorizedOperations.AllOnTopic : int.MinValue,
        };
    }

    private MetadataResponse.MetadataResponseTopic Describe(Topic topic, MetadataRequest request)
    {
        IReadOnlyList<Partition> partitions = topic.Partitions;
        var described = new MetadataResponse.MetadataResponseTopic
        {
            Name = topic.Name,
            TopicId = topic.Id,
            IsInternal = topic.IsInternal,
            Partitions = new List<MetadataResponse.MetadataResponsePartition>(partitions.Count),
        };
        foreach (Partition partition in partitions)
        {
            described.Partitions.Add(new()
            {
                PartitionIndex = partition.Index,
                LeaderId = services.NodeId,
                LeaderEpoch = partition.LeaderEpoch,
                ReplicaNodes = [services.NodeId],
                IsrNodes = [services.NodeId],
            });
        }

        if (request.IncludeTopicAuthorizedOperations)
        {
            described.TopicAuthorizedOperations = AuthorizedOperations.AllOnTopic;
        }

        return described;
    }

    protected override MetadataResponse ErrorResponse(MetadataRequest request, short version, ErrorCode error) => new()
    {
        ErrorCode = error,
        Topics = (request.Topics ?? []).ConvertAll(topic => new MetadataResponse.MetadataResponseTopic { Name = topic.Name ?? "", TopicId = topic.TopicId, ErrorCode = error }),
    };
}
