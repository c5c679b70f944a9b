using Weir.Client.Groups;

namespace Weir.Client.Consuming;

/// <summary>The one flow that enumerates a consumer: never two at once, and woken when there is something to do or to hand out.</summary>
/// <remarks>Thread model: any thread may call <see cref="Notify"/>; the rest is the flow's.</remarks>
internal sealed class ConsumingFlow(PollClock polls)
{
    private readonly AsyncSignal _signal = new();
    private volatile bool _needsAttention = true;
    private int _isConsuming;
    private int _isClosed;

    /// <summary>Something besides records has to be looked after.</summary>
    public bool NeedsAttention => _needsAttention;

    public PollClock Polls => polls;

    /// <summary>The flow has something to do.</summary>
    public void Notify()
    {
        _needsAttention = true;
        _signal.Set();
    }

    /// <summary>There are records to hand out.</summary>
    public void Wake() => _signal.Set();

    /// <summary>Starts an enumeration; there can be one at a time.</summary>
    public void Enter()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, this);
        if (Interlocked.Exchange(ref _isConsuming, 1) != 0)
        {
            throw new InvalidOperationException("This consumer is being enumerated already. Use one consumer per flow.");
        }

        _needsAttention = true;
    }

    public void Leave() => Volatile.Write(ref _isConsuming, 0);

    /// <summary>What has to be looked after is looked after now.</summary>
    public void BeginAttending()
    {
        _needsAttention = false;
        polls.Mark();
    }

    /// <summary>Waits until there is something to do or to hand out.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        polls.BeginWait();
        try
        {
            await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            polls.EndWait();
        }
    }

    /// <summary>Lets no enumeration begin any more.</summary>
    /// <returns>False when it was closed before.</returns>
    public bool TryClose() => Interlocked.Exchange(ref _isClosed, 1) == 0;
}
