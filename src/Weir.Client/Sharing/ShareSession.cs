using Weir.Client.Groups;
using Weir.Protocol.Messages;

namespace Weir.Client.Sharing;

/// <summary>The client's side of a share session (KIP-932): after the first request only what has changed is sent, and every request counts up the epoch.</summary>
/// <remarks>Thread model: owned by one <see cref="BrokerShareFetcher"/>.</remarks>
internal sealed class ShareSession
{
    /// <summary>Epoch of the request that ends a session.</summary>
    public const int FinalEpoch = -1;

    private readonly HashSet<TopicIdPartition> _known = [];

    /// <summary>0 opens a session.</summary>
    public int Epoch { get; private set; }

    /// <summary>The member whose session it is.</summary>
    public string MemberId { get; private set; } = "";

    public bool IsNew => Epoch == 0;

    /// <summary>Begins another.</summary>
    public void Reset()
    {
        Epoch = 0;
        _known.Clear();
    }

    /// <summary>The broker has taken a request.</summary>
    public void Advance() => Epoch = Epoch == int.MaxValue ? 1 : Epoch + 1;

    /// <summary>Fills in session, topics, acknowledgements and forgotten topics.</summary>
    /// <param name="request">The request.</param>
    /// <param name="memberId">Who asks.</param>
    /// <param name="wanted">The partitions to acquire records of.</param>
    /// <param name="acknowledgements">Of wanted partitions only.</param>
    public void Prepare(ShareFetchRequest request, string memberId, IReadOnlySet<TopicIdPartition> wanted, OutgoingAcknowledgements? acknowledgements)
    {
        MemberId = memberId;
        request.MemberId = memberId;
        request.ShareSessionEpoch = Epoch;
        request.Topics = [.. wanted
            .Where(partition => !_known.Contains(partition) || acknowledgements?.Find(partition) is not null)
            .GroupBy(static partition => partition.TopicId)
            .Select(topic => new ShareFetchRequest.FetchTopic
            {
                TopicId = topic.Key,
                Partitions = [.. topic.Select(partition => new ShareFetchRequest.FetchPartition
                {
                    PartitionIndex = partition.Partition,
                    AcknowledgementBatches = [.. (acknowledgements?.Find(partition)?.Items ?? []).Select(static range => new ShareFetchRequest.AcknowledgementBatch
                    {
                        FirstOffset = range.First, LastOffset = range.Last, AcknowledgeTypes = [range.Type],
                    })],
                })],
            })];
        request.ForgottenTopicsData = [.. _known
            .Where(partition => !wanted.Contains(partition))
            .GroupBy(static partition => partition.TopicId, static partition => partition.Partition)
            .Select(static topic => new ShareFetchRequest.ForgottenTopic { TopicId = topic.Key, Partitions = [.. topic] })];
        _known.Clear();
        _known.UnionWith(wanted);
    }

    /// <summary>Fills in session and acknowledgements.</summary>
    public void Prepare(ShareAcknowledgeRequest request, OutgoingAcknowledgements? acknowledgements, bool isLast)
    {
        request.MemberId = MemberId;
        request.ShareSessionEpoch = isLast ? FinalEpoch : Epoch;
        request.IsRenewAck = acknowledgements is { HasRenewals: true };
        request.Topics = [.. (acknowledgements?.Partitions ?? [])
            .GroupBy(static partition => partition.TopicId)
            .Select(topic => new ShareAcknowledgeRequest.AcknowledgeTopic
            {
                TopicId = topic.Key,
                Partitions = [.. topic.Select(partition => new ShareAcknowledgeRequest.AcknowledgePartition
                {
                    PartitionIndex = partition.Partition,
                    AcknowledgementBatches = [.. acknowledgements!.Find(partition)!.Items.Select(static range => new ShareAcknowledgeRequest.AcknowledgementBatch
                    {
                        FirstOffset = range.First, LastOffset = range.Last, AcknowledgeTypes = [range.Type],
                    })],
                })],
            })];
    }
}
