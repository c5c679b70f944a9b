using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>CreatePartitions, versions 0 to 3 (KIP-195): topics can only grow. The new partitions are durable before they are answered.</summary>
internal sealed class CreatePartitionsHandler(BrokerServices services, TopicAdmin admin) : ApiHandler<CreatePartitionsRequest, CreatePartitionsResponse>(0, 3)
{
    private const short FirstVersionWithStrictQuota = 3;

    protected override async ValueTask<CreatePartitionsResponse?> HandleAsync(CreatePartitionsRequest request, RequestContext context)
    {
        var response = new CreatePartitionsResponse();
        var quota = new MutationQuota(services.Quotas, context.ClientId, isStrict: context.ApiVersion >= FirstVersionWithStrictQuota);
        foreach (IGrouping<string, CreatePartitionsRequest.CreatePartitionsTopic> named in request.Topics.GroupBy(topic => topic.Name, StringComparer.Ordinal))
        {
            ApiError error = named.Count() > 1
                ? new ApiError(ErrorCode.InvalidRequest, $"Topic '{named.Key}' is named more than once in the request.")
                : Grow(named.First(), request.ValidateOnly, quota);
            response.Results.Add(new() { Name = named.Key, ErrorCode = error.Code, ErrorMessage = error.Message });
        }

        ErrorCode stored = request.ValidateOnly ? ErrorCode.None : await services.Controller.FlushedAsync();
        foreach (CreatePartitionsResponse.CreatePartitionsTopicResult result in response.Results)
        {
            result.ErrorCode = result.ErrorCode == ErrorCode.None ? stored : result.ErrorCode;
        }

        response.ThrottleTimeMs = quota.ThrottleTimeMs;
        return response;
    }

    private ApiError Grow(CreatePartitionsRequest.CreatePartitionsTopic wanted, bool validateOnly, MutationQuota quota)
    {
        if (!services.Topics.TryGet(wanted.Name, out Topic? topic))
        {
            return new ApiError(ErrorCode.UnknownTopicOrPartition, $"Topic '{wanted.Name}' does not exist.");
        }

        ApiError error = admin.Grow(topic, wanted.Count, validateOnly: true);
        if (!error.IsNone)
        {
            return error;
        }

        if (wanted.Assignments is { } assignments && (assignments.Count != wanted.Count - topic.Partitions.Count
            || !assignments.All(assignment => assignment.BrokerIds.Count == 1 && assignment.BrokerIds[0] == services.NodeId)))
        {
            return new ApiError(ErrorCode.InvalidReplicaAssignment, $"The assignment must place each new partition on broker {services.NodeId}, the only one.");
        }

        return validateOnly || quota.TryTake(Math.Max(0, wanted.Count - topic.Partitions.Count)) ? admin.Grow(topic, wanted.Count, validateOnly) : MutationQuota.Exceeded;
    }

    protected override CreatePartitionsResponse? ErrorResponse(CreatePartitionsRequest request, short version, ErrorCode error) => new()
    {
        Results = request.Topics.ConvertAll(topic => new CreatePartitionsResponse.CreatePartitionsTopicResult { Name = topic.Name, ErrorCode = error }),
    };
}
