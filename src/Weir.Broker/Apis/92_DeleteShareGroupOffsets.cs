using Weir.Broker.Groups;
using Weir.Broker.Groups.Share;
using Weir.Broker.Share;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DeleteShareGroupOffsets, version 0 (KIP-932): has a share group without members forget what it knows of topics. GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP; a topic that
/// does not exist or that the group knows nothing of is an error of its own. Answered when that is durable.
/// </summary>
internal sealed class DeleteShareGroupOffsetsHandler(BrokerServices services, GroupCoordinator groups, SharePartitions partitions)
    : ApiHandler<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse>(0, 0)
{
    protected override async ValueTask<DeleteShareGroupOffsetsResponse?> HandleAsync(DeleteShareGroupOffsetsRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return new DeleteShareGroupOffsetsResponse { ErrorCode = ErrorCode.InvalidGroupId };
        }

        Dictionary<string, Guid> wanted = [];
        foreach (DeleteShareGroupOffsetsRequest.DeleteShareGroupOffsetsRequestTopic named in request.Topics)
        {
            if (services.Topics.TryGet(named.TopicName, out Topic? topic))
            {
                wanted[topic.Name] = topic.Id;
            }
        }

        HashSet<Guid> known = [];
        ErrorCode error = await groups.ChangeShareAsync(request.GroupId, mayCreate: false, (machine, done) =>
        {
            known.UnionWith(wanted.Values.Where(machine.Group.Initialized.ContainsKey));
            machine.Forget(known, done);
        });
        if (error == ErrorCode.None)
        {
            error = await partitions.DeleteAsync(key => key.GroupId == request.GroupId && known.Contains(key.TopicId));
        }

        return error != ErrorCode.None
            ? new DeleteShareGroupOffsetsResponse { ErrorCode = error, ErrorMessage = ShareGroupProblems.Describe(request.GroupId, error) }
            : new DeleteShareGroupOffsetsResponse { Responses = request.Topics.ConvertAll(topic => Answer(topic.TopicName, wanted, known)) };
    }

    private static DeleteShareGroupOffsetsResponse.DeleteShareGroupOffsetsResponseTopic Answer(string name, Dictionary<string, Guid> wanted, HashSet<Guid> known)
    {
        if (!wanted.TryGetValue(name, out Guid id))
        {
            return new() { TopicName = name, ErrorCode = ErrorCode.UnknownTopicOrPartition, ErrorMessage = "This server does not host this topic-partition." };
        }

        return known.Contains(id)
            ? new() { TopicName = name, TopicId = id }
            : new() { TopicName = name, TopicId = id, ErrorCode = ErrorCode.UnknownTopicOrPartition, ErrorMessage = "There is no offset information to delete." };
    }
}
