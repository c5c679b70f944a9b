namespace Weir.Log;

/// <summary>When an appended record counts as stored: the moment the high watermark passes it.</summary>
public enum Durability
{
    /// <summary>After <c>fdatasync</c>: a record below the high watermark survives a power failure.</summary>
    Disk,

    /// <summary>Once in the page cache, as Kafka does by default: survives a crash of the process, not of the machine.</summary>
    Os,
}
