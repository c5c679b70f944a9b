using Weir.Protocol;

namespace Weir.Client;

/// <summary>A deserializer has thrown. The record is named, so that the program can seek past it, or reject or release it.</summary>
public sealed class RecordDeserializationException : KafkaException
{
    public RecordDeserializationException()
        : this("A record cannot be deserialized.")
    {
    }

    public RecordDeserializationException(string message)
        : base(ErrorCode.InvalidRecord, message)
    {
    }

    public RecordDeserializationException(string message, Exception innerException)
        : base(ErrorCode.InvalidRecord, message, innerException)
    {
    }

    internal RecordDeserializationException(TopicPartitionOffset record, RecordComponent component, string message, Exception innerException)
        : this(message, innerException)
    {
        Record = record;
        Component = component;
    }

    /// <summary>Where the record lies.</summary>
    public TopicPartitionOffset Record { get; }

    /// <summary>Whether the key or the value could not be read.</summary>
    public RecordComponent Component { get; }
}
