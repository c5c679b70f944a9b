using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>OffsetDelete, version 0: forgets offsets of topics the group does not subscribe to, GROUP_SUBSCRIBED_TO_TOPIC otherwise (KIP-496).</summary>
internal sealed class OffsetDeleteHandler(BrokerServices services, GroupCoordinator groups) : ApiHandler<OffsetDeleteRequest, OffsetDeleteResponse>(0, 0)
{
    protected override async ValueTask<OffsetDeleteResponse?> HandleAsync(OffsetDeleteRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return new OffsetDeleteResponse { ErrorCode = ErrorCode.InvalidGroupId };
        }

        var response = new OffsetDeleteResponse();
        var entries = new List<OffsetDeleteEntry>();
        var accepted = new List<OffsetDeleteResponse.OffsetDeleteResponsePartition>();
        foreach (OffsetDeleteRequest.OffsetDeleteRequestTopic topic in request.Topics)
        {
            var result = new OffsetDeleteResponse.OffsetDeleteResponseTopic { Name = topic.Name };
            response.Topics.Add(result);
            foreach (OffsetDeleteRequest.OffsetDeleteRequestPartition partition in topic.Partitions)
            {
                var answer = new OffsetDeleteResponse.OffsetDeleteResponsePartition { PartitionIndex = partition.PartitionIndex };
                result.Partitions.Add(answer);
                if (services.Topics.TryGetPartition(topic.Name, partition.PartitionIndex, out _))
                {
                    accepted.Add(answer);
                    entries.Add(new OffsetDeleteEntry(new TopicPartition(topic.Name, partition.PartitionIndex)));
                }
                else
                {
                    answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
                }
            }
        }

        ErrorCode error = await groups.DeleteOffsetsAsync(request.GroupId, entries);
        if (error != ErrorCode.None)
        {
            return new OffsetDeleteResponse { ErrorCode = error };
        }

        for (int i = 0; i < entries.Count; i++)
        {
            accepted[i].ErrorCode = entries[i].Error;
        }

        return response;
    }
}
