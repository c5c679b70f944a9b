using Weir.Protocol;

namespace Weir.Client;

/// <summary>
/// Another producer with the same <c>transactional.id</c> has started, or the coordinator has given this one's transaction up after
/// <c>transaction.timeout.ms</c>. Nothing this producer sent since is visible to readers of committed records.
/// </summary>
public sealed class ProducerFencedException : ApplicationRecoverableException
{
    public ProducerFencedException()
        : this("Another producer with the same transactional.id has taken over.")
    {
    }

    public ProducerFencedException(string message)
        : base(ErrorCode.ProducerFenced, message)
    {
    }

    public ProducerFencedException(string message, Exception innerException)
        : base(ErrorCode.ProducerFenced, message, innerException)
    {
    }
}
