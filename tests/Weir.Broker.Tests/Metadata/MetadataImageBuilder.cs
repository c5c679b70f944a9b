using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Tests;

/// <summary>An image made of records, as a log would make it.</summary>
internal sealed class MetadataImageBuilder
{
    public MetadataImage Image { get; } = new();

    public Guid TopicId { get; } = KafkaUuid.NewId();

    public MetadataImageBuilder Topic(string name, int partitions)
    {
        Add(0, new TopicRecord { Name = name, TopicId = TopicId });
        for (int i = 0; i < partitions; i++)
        {
            Add(1, new PartitionRecord { PartitionId = i, TopicId = TopicId, Replicas = [1], Isr = [1], Leader = 1, LeaderEpoch = 0, PartitionEpoch = 0 });
        }

        return this;
    }

    public void Add<TRecord>(short version, TRecord record)
        where TRecord : IVersionedStructure
    {
        short typeId = (short)typeof(TRecord).GetField("TypeId")!.GetRawConstantValue()!;
        Image.Replay(MetadataRecordFrame.Encode(typeId, version, record));
    }
}
