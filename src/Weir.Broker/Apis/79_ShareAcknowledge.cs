using Weir.Broker.Groups.Consumer;
using Weir.Broker.Share;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ShareAcknowledge, versions 1 to 2 (KIP-932): accepts, releases, rejects and, from v2, renews records a member has acquired (KIP-1222). Of a partition all of it
/// counts or nothing. Answered when that is durable.
/// </summary>
internal sealed class ShareAcknowledgeHandler(ShareConsumption consumption) : ApiHandler<ShareAcknowledgeRequest, ShareAcknowledgeResponse>(1, 2)
{
    protected override async ValueTask<ShareAcknowledgeResponse?> HandleAsync(ShareAcknowledgeRequest request, RequestContext context)
    {
        string? problem = string.IsNullOrEmpty(request.GroupId) ? "Invalid group id in the request."
            : string.IsNullOrEmpty(request.MemberId) ? "Invalid member id in the request."
            : null;
        ErrorCode error = problem is not null ? ErrorCode.InvalidRequest : consumption.Sessions.Acknowledge(request.GroupId!, request.MemberId!, request.ShareSessionEpoch);
        if (error != ErrorCode.None)
        {
            return new ShareAcknowledgeResponse { ErrorCode = error, ErrorMessage = problem };
        }

        var acknowledgements = new AcknowledgementReader(context.ApiVersion, request.IsRenewAck);
        acknowledgements.Read(request);
        List<(TopicIdPartition Partition, ApiError Error)> results = await consumption.AcknowledgeAsync(request.GroupId!, request.MemberId!, acknowledgements);
        if (request.ShareSessionEpoch == ShareSessions.FinalEpoch)
        {
            await consumption.Sessions.EndAsync(request.GroupId!, request.MemberId!);
        }

        return new ShareAcknowledgeResponse
        {
            AcquisitionLockTimeoutMs = consumption.Settings.Of(request.GroupId!).LockDurationMs,
            Responses = [.. results.GroupBy(result => result.Partition.TopicId).Select(topic => new ShareAcknowledgeResponse.ShareAcknowledgeTopicResponse
            {
                TopicId = topic.Key,
                Partitions = [.. topic.Select(result => new ShareAcknowledgeResponse.PartitionData
                {
                    PartitionIndex = result.Partition.Partition,
                    ErrorCode = result.Error.Code,
                    ErrorMessage = result.Error.Message,
                })],
            })],
        };
    }
}
