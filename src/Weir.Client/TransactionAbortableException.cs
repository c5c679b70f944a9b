using Weir.Protocol;

namespace Weir.Client;

/// <summary>
/// The open transaction cannot be committed. Call <see cref="Producer{TKey, TValue}.AbortTransactionAsync"/>, go back to the last committed
/// positions, and begin another: the producer stays usable (KIP-1050, "abortable").
/// </summary>
public sealed class TransactionAbortableException : KafkaException
{
    public TransactionAbortableException()
        : this("The transaction cannot be committed; abort it.")
    {
    }

    public TransactionAbortableException(string message)
        : base(ErrorCode.TransactionAbortable, message)
    {
    }

    public TransactionAbortableException(string message, Exception innerException)
        : base(ErrorCode.TransactionAbortable, message, innerException)
    {
    }

    internal TransactionAbortableException(ErrorCode errorCode, string message, Exception? innerException)
        : base(errorCode, message, innerException)
    {
    }
}
