namespace Weir.Protocol.Records;

/// <summary>Meaning of a batch's timestamps: bit 3 of its attributes (KIP-32).</summary>
public enum TimestampType
{
    CreateTime = 0,
    LogAppendTime = 1,
}
