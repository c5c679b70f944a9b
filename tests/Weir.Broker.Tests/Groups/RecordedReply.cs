using Weir.Broker.Groups;

namespace Weir.Broker.Tests.Groups;

/// <summary>Remembers what was answered, and insists on one answer.</summary>
internal sealed class RecordedReply<T> : IReplyTo<T>
{
    private T? _response;

    public bool IsAnswered { get; private set; }

    public T Response => IsAnswered ? _response! : throw new InvalidOperationException("The request has not been answered.");

    public void Send(T response)
    {
        if (IsAnswered)
        {
            throw new InvalidOperationException("The request is answered for the second time.");
        }

        IsAnswered = true;
        _response = response;
    }
}
