using Weir.Broker.Groups.Consumer;
using Weir.Broker.Share;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ShareFetch, versions 1 to 2 (KIP-932): takes the acknowledgements it carries, then acquires records for the member, whole batches as they lie on disk with the
/// ranges that are the member's, and waits without a thread until there are some. From v2 with an acquire mode (KIP-1206), and renewing locks instead of fetching (KIP-1222).
/// Answered when the acknowledgements are durable.
/// </summary>
internal sealed class ShareFetchHandler(ShareConsumption consumption) : ApiHandler<ShareFetchRequest, ShareFetchResponse>(1, 2)
{
    protected override async ValueTask<ShareFetchResponse?> HandleAsync(ShareFetchRequest request, RequestContext context)
    {
        var acknowledgements = new AcknowledgementReader(context.ApiVersion, request.IsRenewAck);
        acknowledgements.Read(request);
        ApiError error = Open(request, acknowledgements, context, out TopicIdPartition[] scope);
        if (!error.IsNone)
        {
            return new ShareFetchResponse { ErrorCode = error.Code, ErrorMessage = error.Message };
        }

        // Started before the fetch, which may deliver what they release.
        Task<List<(TopicIdPartition Partition, ApiError Error)>> taken = consumption.AcknowledgeAsync(request.GroupId!, request.MemberId!, acknowledgements);
        var response = new ShareFetchResponse { AcquisitionLockTimeoutMs = consumption.Settings.Of(request.GroupId!).LockDurationMs };
        if (request.ShareSessionEpoch != ShareSessions.FinalEpoch && !request.IsRenewAck && request.MaxRecords > 0)
        {
            var operation = new ShareFetchOperation(request, Array.ConvertAll(scope, partition => consumption.Find(request.GroupId!, partition)), consumption, context);
            foreach ((TopicIdPartition partition, ShareFetchResponse.PartitionData data) in await operation.RunAsync())
            {
                Topic(response, partition.TopicId).Partitions.Add(data);
            }
        }

        if (request.ShareSessionEpoch != ShareSessions.FinalEpoch && !request.IsRenewAck && request.MaxBytes > 0)
        {
            // What is new in a session is spoken of once, even if there is nothing to tell.
            Array.ForEach(consumption.Sessions.TakeUntold(request.GroupId!, request.MemberId!), partition => Partition(response, partition));
        }

        foreach ((TopicIdPartition partition, ApiError result) in await taken)
        {
            ShareFetchResponse.PartitionData data = Partition(response, partition);
            data.AcknowledgeErrorCode = (short)result.Code;
            data.AcknowledgeErrorMessage = result.Message;
        }

        if (request.ShareSessionEpoch == ShareSessions.FinalEpoch)
        {
            await consumption.Sessions.EndAsync(request.GroupId!, request.MemberId!);
        }

        return response;
    }

    private ApiError Open(ShareFetchRequest request, AcknowledgementReader acknowledgements, RequestContext context, out TopicIdPartition[] scope)
    {
        scope = [];
        bool hasAcknowledgements = acknowledgements.Valid.Count + acknowledgements.Invalid.Count > 0;
        string? problem = string.IsNullOrEmpty(request.GroupId) ? "Invalid group id in the request."
            : string.IsNullOrEmpty(request.MemberId) ? "Invalid member id in the request."
            : request.ShareSessionEpoch == ShareSessions.InitialEpoch && hasAcknowledgements ? "The first request of a share session cannot acknowledge records."
            : request.IsRenewAck && (request.MaxBytes | request.MinBytes | request.MaxRecords | request.MaxWaitMs) != 0
                ? "A request that renews locks does not fetch: its max bytes, min bytes, max records and max wait must be 0."
            : null;
        if (problem is not null)
        {
            return new ApiError(ErrorCode.InvalidRequest, problem);
        }

        return new ApiError(
            request.ShareSessionEpoch == ShareSessions.FinalEpoch
                ? consumption.Sessions.CheckFinal(request.GroupId!, request.MemberId!)
                : consumption.Sessions.Open(request, context.ConnectionClosed, out scope),
            null);
    }

    private static ShareFetchResponse.ShareFetchableTopicResponse Topic(ShareFetchResponse response, Guid topicId)
    {
        ShareFetchResponse.ShareFetchableTopicResponse? topic = response.Responses.Find(topic => topic.TopicId == topicId);
        if (topic is null)
        {
            response.Responses.Add(topic = new() { TopicId = topicId });
        }

        return topic;
    }

    private static ShareFetchResponse.PartitionData Partition(ShareFetchResponse response, TopicIdPartition partition)
    {
        ShareFetchResponse.ShareFetchableTopicResponse topic = Topic(response, partition.TopicId);
        ShareFetchResponse.PartitionData? data = topic.Partitions.Find(data => data.PartitionIndex == partition.Partition);
        if (data is null)
        {
            topic.Partitions.Add(data = new() { PartitionIndex = partition.Partition });
        }

        return data;
    }
}
