namespace Weir.Protocol.InternalRecords;

/// <summary>Unregister Broker Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 1)]
public sealed partial class UnregisterBrokerRecord
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; }
}
