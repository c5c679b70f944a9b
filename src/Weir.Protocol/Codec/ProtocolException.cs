namespace Weir.Protocol;

/// <summary>Bytes that do not form a valid Kafka protocol frame, message or record batch.</summary>
public sealed class ProtocolException : Exception
{
    public ProtocolException()
    {
    }

    public ProtocolException(string message)
        : base(message)
    {
    }

    public ProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The bytes may be valid, but stand for more than the caller allows.</summary>
    public bool ExceedsLimit { get; init; }
}
