using Weir.Protocol;

namespace Weir.Client;

/// <summary>
/// The client cannot go on, but a new one can: dispose it, make another, and resume from the last committed positions (KIP-1050, "application recoverable").
/// </summary>
public class ApplicationRecoverableException : KafkaException
{
    public ApplicationRecoverableException()
        : this("The client cannot go on; make a new one.")
    {
    }

    public ApplicationRecoverableException(string message)
        : base(message)
    {
    }

    public ApplicationRecoverableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ApplicationRecoverableException(ErrorCode errorCode, string message, Exception? innerException = null)
        : base(errorCode, message, innerException)
    {
    }
}
