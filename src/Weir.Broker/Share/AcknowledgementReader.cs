using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Share;

/// <summary>Reads the acknowledgements of a request, and what is wrong with them whatever was acquired.</summary>
internal sealed class AcknowledgementReader(short version, bool isRenewal)
{
    private const short FirstVersionWithRenewal = 2;

    private readonly AcknowledgeType _highest = version >= FirstVersionWithRenewal && isRenewal ? AcknowledgeType.Renew : AcknowledgeType.Reject;

    /// <summary>By partition, those that name any.</summary>
    public Dictionary<TopicIdPartition, List<Acknowledgement>> Valid { get; } = [];

    /// <summary>Partitions whose acknowledgements make no sense, which is INVALID_REQUEST.</summary>
    public List<TopicIdPartition> Invalid { get; } = [];

    public void Read(ShareFetchRequest request)
    {
        foreach (ShareFetchRequest.FetchTopic topic in request.Topics)
        {
            foreach (ShareFetchRequest.FetchPartition partition in topic.Partitions)
            {
                Add(topic.TopicId, partition.PartitionIndex, partition.AcknowledgementBatches.Select(batch => (batch.FirstOffset, batch.LastOffset, batch.AcknowledgeTypes)));
            }
        }
    }

    public void Read(ShareAcknowledgeRequest request)
    {
        foreach (ShareAcknowledgeRequest.AcknowledgeTopic topic in request.Topics)
        {
            foreach (ShareAcknowledgeRequest.AcknowledgePartition partition in topic.Partitions)
            {
                Add(topic.TopicId, partition.PartitionIndex, partition.AcknowledgementBatches.Select(batch => (batch.FirstOffset, batch.LastOffset, batch.AcknowledgeTypes)));
            }
        }
    }

    private void Add(Guid topicId, int index, IEnumerable<(long First, long Last, List<sbyte> Types)> batches)
    {
        var partition = new TopicIdPartition(topicId, index);
        var acknowledgements = new List<Acknowledgement>();
        long end = -1;
        foreach ((long first, long last, List<sbyte> types) in batches)
        {
            bool isOneEach = types.Count == 1 || types.Count == last - first + 1;
            if (first > last || first < end || !isOneEach || types.Exists(type => type < 0 || type > (sbyte)_highest))
            {
                Invalid.Add(partition);
                return;
            }

            acknowledgements.Add(new Acknowledgement(first, last, types.ConvertAll(type => (AcknowledgeType)type)));
            end = last + 1;
        }

        if (acknowledgements.Count > 0 && !Valid.TryAdd(partition, acknowledgements))
        {
            Valid.Remove(partition);
            Invalid.Add(partition);
        }
    }
}
