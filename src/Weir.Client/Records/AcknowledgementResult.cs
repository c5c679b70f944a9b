namespace Weir.Client;

/// <summary>What a broker has made of acknowledgements.</summary>
/// <param name="TopicPartition">The partition of the records. Its acknowledgements in one request count all together, or none of them.</param>
/// <param name="Offsets">The records that the program, or the implicit mode, has acknowledged; ascending.</param>
/// <param name="Error">Null when they count. Otherwise the records may be delivered again.</param>
public sealed record AcknowledgementResult(TopicPartition TopicPartition, IReadOnlyList<long> Offsets, KafkaException? Error);
