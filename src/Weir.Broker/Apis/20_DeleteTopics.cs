using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>DeleteTopics, versions 1 to 6, from v6 on by name or by topic id (KIP-516). The deletion is durable before it is answered.</summary>
internal sealed class DeleteTopicsHandler(BrokerServices services, TopicAdmin admin) : ApiHandler<DeleteTopicsRequest, DeleteTopicsResponse>(1, 6)
{
    private const short FirstVersionWithStrictQuota = 5;
    private const short FirstVersionWithTopicIds = 6;

    protected override ValueTask<DeleteTopicsResponse?> HandleAsync(DeleteTopicsRequest request, RequestContext context)
    {
        var response = new DeleteTopicsResponse();
        var quota = new MutationQuota(services.Quotas, context.ClientId, isStrict: context.ApiVersion >= FirstVersionWithStrictQuota);
        foreach (IGrouping<(string? Name, Guid Id), DeleteTopicsRequest.DeleteTopicState> same in Wanted(request, context.ApiVersion).GroupBy(topic => (topic.Name, topic.TopicId)))
        {
            response.Responses.Add(same.Count() == 1
                ? Delete(same.First(), quota)
                : Failed(same.First(), new ApiError(ErrorCode.InvalidRequest, "The topic is named more than once in the request.")));
        }

        response.ThrottleTimeMs = quota.ThrottleTimeMs;
        bool anyDeleted = response.Responses.Any(result => result.ErrorCode == ErrorCode.None);
        return anyDeleted ? AnswerWhenDurableAsync(response) : new ValueTask<DeleteTopicsResponse?>(response);
    }

    private static IEnumerable<DeleteTopicsRequest.DeleteTopicState> Wanted(DeleteTopicsRequest request, short version) => version >= FirstVersionWithTopicIds
        ? request.Topics
        : request.TopicNames.Select(name => new DeleteTopicsRequest.DeleteTopicState { Name = name });

    private async ValueTask<DeleteTopicsResponse?> AnswerWhenDurableAsync(DeleteTopicsResponse response)
    {
        ErrorCode stored = await services.Controller.FlushedAsync();
        foreach (DeleteTopicsResponse.DeletableTopicResult result in response.Responses)
        {
            result.ErrorCode = result.ErrorCode == ErrorCode.None ? stored : result.ErrorCode;
        }

        return response;
    }

    private DeleteTopicsResponse.DeletableTopicResult Delete(DeleteTopicsRequest.DeleteTopicState wanted, MutationQuota quota)
    {
        if (wanted.Name is not null && wanted.TopicId != Guid.Empty)
        {
            return Failed(wanted, new ApiError(ErrorCode.InvalidRequest, "You may not specify both topic name and topic id."));
        }

        Topic? topic;
        if (wanted.Name is null)
        {
            if (!services.Topics.TryGet(wanted.TopicId, out topic))
            {
                return Failed(wanted, new ApiError(ErrorCode.UnknownTopicId, $"No topic has the id {KafkaUuid.Format(wanted.TopicId)}."));
            }
        }
        else if (!services.Topics.TryGet(wanted.Name, out topic))
        {
            return Failed(wanted, new ApiError(ErrorCode.UnknownTopicOrPartition, $"Topic '{wanted.Name}' does not exist."));
        }

        ApiError error = quota.TryTake(topic.Partitions.Count) ? admin.Delete(topic) : MutationQuota.Exceeded;
        return new() { Name = topic.Name, TopicId = topic.Id, ErrorCode = error.Code, ErrorMessage = error.Message };
    }

    private static DeleteTopicsResponse.DeletableTopicResult Failed(DeleteTopicsRequest.DeleteTopicState wanted, ApiError error) =>
        new() { Name = wanted.Name, TopicId = wanted.TopicId, ErrorCode = error.Code, ErrorMessage = error.Message };

    protected override DeleteTopicsResponse? ErrorResponse(DeleteTopicsRequest request, short version, ErrorCode error) => new()
    {
        Responses = [.. Wanted(request, version).Select(topic => Failed(topic, new ApiError(error, null)))],
    };
}
