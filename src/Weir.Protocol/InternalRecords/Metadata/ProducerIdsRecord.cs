namespace Weir.Protocol.InternalRecords;

/// <summary>Producer Ids Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 15)]
public sealed partial class ProducerIdsRecord
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; } = -1;

    public long NextProducerId { get; set; }
}
