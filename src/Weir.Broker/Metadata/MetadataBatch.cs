using Weir.Protocol.InternalRecords;

namespace Weir.Broker;

/// <summary>Records that take effect together: they go into the cluster metadata log as one batch.</summary>
internal sealed class MetadataBatch
{
    // Versions of metadata.version 4.3-IV0.
    private const short Version0 = 0;
    private const short PartitionVersion = 1;
    private const short RegisterBrokerVersion = 3;
    private const short BrokerRegistrationChangeVersion = 2;

    private readonly List<byte[]> _records = [];

    public IReadOnlyList<byte[]> Records => _records;

    /// <summary>Adds records that are framed already.</summary>
    public void AddFramed(IEnumerable<byte[]> records) => _records.AddRange(records);

    public void Add(TopicRecord record) => _records.Add(MetadataRecordFrame.Encode(TopicRecord.TypeId, Version0, record));

    public void Add(PartitionRecord record) => _records.Add(MetadataRecordFrame.Encode(PartitionRecord.TypeId, PartitionVersion, record));

    public void Add(RemoveTopicRecord record) => _records.Add(MetadataRecordFrame.Encode(RemoveTopicRecord.TypeId, Version0, record));

    public void Add(ConfigRecord record) => _records.Add(MetadataRecordFrame.Encode(ConfigRecord.TypeId, Version0, record));

    public void Add(FeatureLevelRecord record) => _records.Add(MetadataRecordFrame.Encode(FeatureLevelRecord.TypeId, Version0, record));

    public void Add(ProducerIdsRecord record) => _records.Add(MetadataRecordFrame.Encode(ProducerIdsRecord.TypeId, Version0, record));

    public void Add(ClientQuotaRecord record) => _records.Add(MetadataRecordFrame.Encode(ClientQuotaRecord.TypeId, Version0, record));

    public void Add(RegisterBrokerRecord record) => _records.Add(MetadataRecordFrame.Encode(RegisterBrokerRecord.TypeId, RegisterBrokerVersion, record));

    public void Add(BrokerRegistrationChangeRecord record) =>
        _records.Add(MetadataRecordFrame.Encode(BrokerRegistrationChangeRecord.TypeId, BrokerRegistrationChangeVersion, record));
}
