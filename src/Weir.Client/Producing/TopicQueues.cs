using Weir.Client.Metadata;

namespace Weir.Client.Producing;

/// <summary>The queues of one topic's partitions, and the partition that records without a key go to.</summary>
/// <remarks>Thread model: any thread reads; <see cref="Update"/> is called by one at a time and replaces what has changed.</remarks>
internal sealed class TopicQueues
{
    private readonly AccumulatorContext _context;
    private PartitionQueue[] _queues = [];
    private TopicMetadata _metadata;
    private string? _calledBy;

    public TopicQueues(TopicMetadata metadata, AccumulatorContext context)
    {
        _context = context;
        _metadata = metadata;
        Sticky = new StickyPartitioner(context.BatchSize, context.Random);
        Update(metadata);
    }

    public TopicMetadata Metadata => Volatile.Read(ref _metadata);

    /// <summary>The very string that the program has last named the topic by: comparing references saves a look-up.</summary>
    public string? CalledBy
    {
        get => Volatile.Read(ref _calledBy);
        set => Volatile.Write(ref _calledBy, value);
    }

    public StickyPartitioner Sticky { get; }

    public PartitionQueue[] Queues => Volatile.Read(ref _queues);

    /// <summary>Adds queues for new partitions and tells all queues their leaders. A topic never shrinks.</summary>
    public void Update(TopicMetadata metadata)
    {
        PartitionQueue[] queues = _queues;
        if (metadata.Partitions.Count > queues.Length)
        {
            int known = queues.Length;
            Array.Resize(ref queues, metadata.Partitions.Count);
            for (int i = known; i < queues.Length; i++)
            {
                queues[i] = new PartitionQueue(_context, metadata.Name, i);
            }
        }

        foreach (PartitionMetadata partition in metadata.Partitions)
        {
            queues[partition.Partition].LeaderId = partition.LeaderId;
        }

        Volatile.Write(ref _queues, queues);
        Volatile.Write(ref _metadata, metadata);
    }

    /// <summary>Batches waiting in each partition, for the choice of the next sticky one.</summary>
    public int[] QueueLengths() => Array.ConvertAll(Queues, static queue => queue.Length);
}
