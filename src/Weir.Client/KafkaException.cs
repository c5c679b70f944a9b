using Weir.Protocol;

namespace Weir.Client;

/// <summary>A request that Kafka refused, or that could not be carried out.</summary>
public class KafkaException : Exception
{
    public KafkaException()
        : this(ErrorCode.UnknownServerError, "The request failed.")
    {
    }

    public KafkaException(string message)
        : this(ErrorCode.UnknownServerError, message)
    {
    }

    public KafkaException(string message, Exception innerException)
        : this(ErrorCode.UnknownServerError, message, innerException)
    {
    }

    public KafkaException(ErrorCode errorCode, string message, Exception? innerException = null)
        : base(message, innerException) => ErrorCode = errorCode;

    /// <summary>The protocol's error code; <see cref="ErrorCode.NetworkException"/> and <see cref="ErrorCode.RequestTimedOut"/> are also the client's own.</summary>
    public ErrorCode ErrorCode { get; }

    /// <summary>Whether the same request may succeed later (protocol guide, "Error Codes", column "Retriable"). The client has already retried where it may.</summary>
    public bool IsRetriable => Errors.IsRetriable(ErrorCode);
}
