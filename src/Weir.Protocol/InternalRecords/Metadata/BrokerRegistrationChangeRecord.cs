namespace Weir.Protocol.InternalRecords;

/// <summary>Broker Registration Change Record, versions 0 to 3.</summary>
[Structure(0, 3, FlexibleFrom = 0, Id = 17)]
public sealed partial class BrokerRegistrationChangeRecord
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; }

    [Field(Tag = 0)]
    public sbyte Fenced { get; set; }

    [Field(Since = 1, Tag = 1)]
    public sbyte InControlledShutdown { get; set; }

    [Field(Since = 2, Tag = 2)]
    public List<Guid> LogDirs { get; set; } = [];

    [Field(Since = 3, Tag = 3)]
    public List<Guid>? CordonedLogDirs { get; set; }
}
