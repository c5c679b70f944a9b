namespace Weir.Compare;

/// <summary>What an acknowledgement promises; each broker is configured to promise the same.</summary>
internal enum Durability
{
    /// <summary>Page cache: Kafka's default, Weir with <c>--durability os</c>.</summary>
    Os,

    /// <summary>On disk: Kafka with <c>log.flush.interval.messages=1</c>, Weir with <c>--durability disk</c>.</summary>
    Disk,
}
