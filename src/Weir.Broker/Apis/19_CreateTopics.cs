using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// CreateTopics, versions 2 to 7: one result for each topic, never all or nothing. -1 takes the default number of partitions and replicas.
/// v5 returns partitions, replication factor and settings (KIP-525), v6 refuses what exceeds the quota
/// (KIP-599), v7 returns the topic id. What was created is durable before it is answered.
/// </summary>
internal sealed class CreateTopicsHandler(BrokerServices services, TopicAdmin admin, ConfigDescriber configs)
    : ApiHandler<CreateTopicsRequest, CreateTopicsResponse>(2, 7)
{
    private const short FirstVersionWithStrictQuota = 6;

    protected override ValueTask<CreateTopicsResponse?> HandleAsync(CreateTopicsRequest request, RequestContext context)
    {
        var response = new CreateTopicsResponse();
        var quota = new MutationQuota(services.Quotas, context.ClientId, isStrict: context.ApiVersion >= FirstVersionWithStrictQuota);
        bool anyCreated = false;
        foreach (IGrouping<string, CreateTopicsRequest.CreatableTopic> named in request.Topics.GroupBy(topic => topic.Name, StringComparer.Ordinal))
        {
            CreateTopicsResponse.CreatableTopicResult result = named.Count() > 1
                ? Failed(named.Key, new ApiError(ErrorCode.InvalidRequest, $"Topic '{named.Key}' is named more than once in the request."))
                : Create(named.First(), request.ValidateOnly, quota);
            anyCreated |= result.ErrorCode == ErrorCode.None && !request.ValidateOnly;
            response.Topics.Add(result);
        }

        response.ThrottleTimeMs = quota.ThrottleTimeMs;
        return anyCreated ? AnswerWhenDurableAsync(response) : new ValueTask<CreateTopicsResponse?>(response);
    }

    private async ValueTask<CreateTopicsResponse?> AnswerWhenDurableAsync(CreateTopicsResponse response)
    {
        ErrorCode stored = await services.Controller.FlushedAsync();
        foreach (CreateTopicsResponse.CreatableTopicResult result in response.Topics)
        {
            result.ErrorCode = result.ErrorCode == ErrorCode.None ? stored : result.ErrorCode;
        }

        return response;
    }

    private CreateTopicsResponse.CreatableTopicResult Create(CreateTopicsRequest.CreatableTopic wanted, bool validateOnly, MutationQuota quota)
    {
        var topic = new NewTopic(wanted.Name, wanted.NumPartitions, wanted.ReplicationFactor, new Dictionary<string, string?>());
        ApiError error = admin.CheckName(wanted.Name);
        if (error.IsNone)
        {
            error = ToNewTopic(wanted, ref topic);
        }

        Topic? created = null;
        if (error.IsNone)
        {
            error = validateOnly || quota.TryTake(admin.PartitionsOf(topic)) ? admin.Create(topic, validateOnly, out created) : MutationQuota.Exceeded;
        }

        if (!error.IsNone)
        {
            return Failed(wanted.Name, error);
        }

        return new CreateTopicsResponse.CreatableTopicResult
        {
            Name = wanted.Name,
            TopicId = created?.Id ?? Guid.Empty,
            ErrorMessage = null,
            NumPartitions = admin.PartitionsOf(topic),
            ReplicationFactor = 1,
            Configs = DescribeConfigs(topic),
        };
    }

    private List<CreateTopicsResponse.CreatableTopicConfigs> DescribeConfigs(NewTopic topic)
    {
        var overrides = topic.Configs.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
        return configs.DescribeTopic(overrides).Select(setting => new CreateTopicsResponse.CreatableTopicConfigs
        {
            Name = setting.Definition.Name,
            Value = setting.Value,
            ConfigSource = (sbyte)setting.Source,
        }).ToList();
    }

    // Replicas may be placed by hand, but only on this broker.
    private ApiError ToNewTopic(CreateTopicsRequest.CreatableTopic wanted, ref NewTopic topic)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (CreateTopicsRequest.CreatableTopicConfig config in wanted.Configs)
        {
            if (config.Value is null)
            {
                return new ApiError(ErrorCode.InvalidConfig, $"Null value not supported for topic configs: {config.Name}");
            }

            settings[config.Name] = config.Value;
        }

        topic = topic with { Configs = settings };
        ApiError error = ConfigRules.CheckTopic(settings);
        if (!error.IsNone || wanted.Assignments.Count == 0)
        {
            return error;
        }

        if (wanted.NumPartitions != -1 || wanted.ReplicationFactor != -1)
        {
            return new ApiError(ErrorCode.InvalidRequest, "Both numPartitions or replicationFactor and replicasAssignments were set. Both cannot be used at the same time.");
        }

        topic = topic with { Partitions = wanted.Assignments.Count };
        int highest = wanted.Assignments.Max(assignment => assignment.BrokerIds.Count);
        if (highest > 1)
        {
            return new ApiError(ErrorCode.InvalidReplicaAssignment, TopicAdmin.ReplicationRefused(highest));
        }

        bool complete = wanted.Assignments.Select(assignment => assignment.PartitionIndex).Order().SequenceEqual(Enumerable.Range(0, wanted.Assignments.Count));
        bool here = wanted.Assignments.All(assignment => assignment.BrokerIds.Count == 1 && assignment.BrokerIds[0] == services.NodeId);
        return complete && here
            ? ApiError.None
            : new ApiError(ErrorCode.InvalidReplicaAssignment, $"The assignment must place every partition from 0 on broker {services.NodeId}, the only one.");
    }

    private static CreateTopicsResponse.CreatableTopicResult Failed(string name, ApiError error) =>
        new() { Name = name, ErrorCode = error.Code, ErrorMessage = error.Message };

    protected override CreateTopicsResponse? ErrorResponse(CreateTopicsRequest request, short version, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => Failed(topic.Name, new ApiError(error, null))),
    };
}
