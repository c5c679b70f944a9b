namespace Weir.Client.Sharing;

/// <summary>Acknowledgements on their way to one broker: those that somebody waits for and that go by themselves, and those of the request under way.</summary>
/// <remarks>Thread model: any thread; guarded by the lock, which comes before the ledger's.</remarks>
internal sealed class CommitQueue(ShareLedger ledger, BrokerShareFetcher source)
{
    private readonly Lock _lock = new();
    private readonly Queue<OutgoingAcknowledgements> _waiting = [];
    private OutgoingAcknowledgements? _underWay;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count == 0;
            }
        }
    }

    /// <summary>Queues what there is to tell.</summary>
    /// <returns>All that is on its way now.</returns>
    public List<OutgoingAcknowledgements> Commit()
    {
        lock (_lock)
        {
            if (ledger.Take(source) is { } news)
            {
                _waiting.Enqueue(news);
            }

            return [.. _underWay is null ? [] : new[] { _underWay }, .. _waiting];
        }
    }

    /// <summary>The next that somebody waits for; it is under way then.</summary>
    public OutgoingAcknowledgements? TakeNext()
    {
        lock (_lock)
        {
            return _waiting.TryDequeue(out OutgoingAcknowledgements? next) ? _underWay = next : null;
        }
    }

    /// <summary>What there is to tell besides; it is under way then.</summary>
    public OutgoingAcknowledgements? TakeNews()
    {
        lock (_lock)
        {
            return _underWay = ledger.Take(source);
        }
    }

    public void OnAnswered()
    {
        lock (_lock)
        {
            _underWay = null;
        }
    }

    /// <summary>What is waiting will not be sent any more.</summary>
    public void Fail(KafkaException reason)
    {
        while (TakeNext() is { } next)
        {
            next.Finish(reason);
            OnAnswered();
        }
    }
}
