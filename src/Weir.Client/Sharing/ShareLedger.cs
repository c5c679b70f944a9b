using Weir.Protocol;

namespace Weir.Client.Sharing;

/// <summary>Which acquired records the program has, and which acknowledgements are to be sent where.</summary>
/// <remarks>Thread model: any thread; everything is guarded by the lock, a leaf but for the lock of the reports.</remarks>
internal sealed class ShareLedger(AcknowledgementReports reports, int mostInHand)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, ShareHolding> _holdings = [];
    private readonly List<(ShareHolding Holding, long Offset)> _handedOut = [];
    private readonly Dictionary<TopicPartition, KafkaException> _failed = [];
    private int _inHand;

    /// <summary>Records have been acquired. What another broker, or an earlier incarnation of the topic, had given of the partition is lost.</summary>
    public ShareHolding Hold(TopicPartition partition, Guid topicId, BrokerShareFetcher source)
    {
        lock (_lock)
        {
            if (_holdings.TryGetValue(partition, out ShareHolding? holding))
            {
                if (holding.Source == source && holding.Id.TopicId == topicId)
                {
                    return holding;
                }

                Lose(holding, Errors.ToException(ErrorCode.NotLeaderOrFollower, $"Acknowledging records of {partition}"));
            }

            return _holdings[partition] = new ShareHolding(partition, topicId, source);
        }
    }

    /// <summary>Implicit mode: the program gets the record, which is accepted by <see cref="AcceptHandedOut"/>.</summary>
    public void HandOut(ShareHolding holding, long offset)
    {
        lock (_lock)
        {
            _handedOut.Add((holding, offset));
        }
    }

    /// <summary>Explicit mode: the program gets the record and has to acknowledge it.</summary>
    public void HandOut(ShareHolding holding, long offset, long lockedUntil)
    {
        lock (_lock)
        {
            if (!holding.IsLost)
            {
                _inHand += holding.InHand.ContainsKey(offset) ? 0 : 1;
                holding.InHand[offset] = lockedUntil;
            }
        }
    }

    /// <summary>Acknowledges on the client's own account.</summary>
    public void Settle(ShareHolding holding, long first, long last, sbyte type)
    {
        lock (_lock)
        {
            if (!holding.IsLost)
            {
                holding.Pending.Add(first, last, type);
            }
        }
    }

    /// <summary>Implicit mode: the program is done with what it got.</summary>
    public void AcceptHandedOut()
    {
        lock (_lock)
        {
            foreach ((ShareHolding holding, long offset) in _handedOut)
            {
                if (holding.IsLost)
                {
                    FailTooLate(holding.TopicPartition, offset);
                }
                else
                {
                    holding.Pending.Add(offset, offset, (sbyte)AcknowledgeType.Accept);
                }
            }

            _handedOut.Clear();
        }
    }

    /// <summary>Explicit mode: the program says what has become of a record. That it does not have the record any more shows in the results.</summary>
    public void Acknowledge(TopicPartition partition, long offset, AcknowledgeType type)
    {
        lock (_lock)
        {
            if (!_holdings.TryGetValue(partition, out ShareHolding? holding) || !holding.InHand.ContainsKey(offset))
            {
                FailTooLate(partition, offset);
            }
            else if (type == AcknowledgeType.Renew)
            {
                holding.Renewals.Add(offset);
            }
            else
            {
                holding.InHand.Remove(offset);
                holding.Renewals.Remove(offset);
                holding.Pending.Add(offset, offset, (sbyte)type);
                _inHand--;
            }
        }
    }

    /// <summary>Whether the program has so many records in hand that it gets no more for now. Those whose locks have run out are its no longer.</summary>
    /// <param name="now">The time.</param>
    /// <param name="changesAt">When the next lock runs out.</param>
    public bool IsFull(long now, out long changesAt)
    {
        changesAt = long.MaxValue;
        lock (_lock)
        {
            if (_inHand < mostInHand)
            {
                return false;
            }

            foreach (ShareHolding holding in _holdings.Values)
            {
                foreach ((long offset, long lockedUntil) in holding.InHand)
                {
                    if (lockedUntil <= now)
                    {
                        holding.InHand.Remove(offset); // Allowed while enumerating.
                        holding.Renewals.Remove(offset);
                        _inHand--;
                    }
                    else
                    {
                        changesAt = Math.Min(changesAt, lockedUntil);
                    }
                }
            }

            return _inHand >= mostInHand;
        }
    }

    public bool HasNews(BrokerShareFetcher source)
    {
        lock (_lock)
        {
            return _holdings.Values.Any(holding => holding.Source == source && holding.HasNews);
        }
    }

    /// <summary>Takes out what is to be told to a broker; null when that is nothing.</summary>
    public OutgoingAcknowledgements? Take(BrokerShareFetcher source)
    {
        OutgoingAcknowledgements? outgoing = null;
        lock (_lock)
        {
            foreach (ShareHolding holding in _holdings.Values)
            {
                if (holding.Source == source && !source.MayRenew)
                {
                    FailRenewals(holding);
                }

                if (holding.Source == source && holding.HasNews)
                {
                    outgoing ??= new OutgoingAcknowledgements(this);
                    outgoing.Add(holding, holding.TakeNews());
                }
            }
        }

        return outgoing;
    }

    /// <summary>The session with a broker is over: it has released what it gave.</summary>
    public void Lose(BrokerShareFetcher source, KafkaException reason)
    {
        lock (_lock)
        {
            foreach ((TopicPartition partition, ShareHolding holding) in _holdings)
            {
                if (holding.Source == source)
                {
                    Lose(holding, reason);
                    _holdings.Remove(partition); // Allowed while enumerating.
                }
            }
        }
    }

    /// <summary>For <see cref="OutgoingAcknowledgements"/>: what has become of them.</summary>
    public void OnResult(ShareHolding holding, AcknowledgedRanges ranges, KafkaException? error, long lockedUntil)
    {
        lock (_lock)
        {
            foreach (AcknowledgedRange range in ranges.Items)
            {
                for (long offset = range.First; error is null && range.IsRenewal && offset <= range.Last; offset++)
                {
                    if (holding.InHand.ContainsKey(offset))
                    {
                        holding.InHand[offset] = lockedUntil;
                    }
                }
            }
        }

        reports.Add(holding.TopicPartition, ranges.Items, error);
    }

    /// <summary>Partitions of acknowledgements that could not even be sent, as of records that were the program's no longer; told once.</summary>
    public Dictionary<TopicPartition, KafkaException> TakeFailed()
    {
        lock (_lock)
        {
            var failed = new Dictionary<TopicPartition, KafkaException>(_failed);
            _failed.Clear();
            return failed;
        }
    }

    /// <summary>The lock must be held.</summary>
    private void Lose(ShareHolding holding, KafkaException reason)
    {
        holding.MarkLost();
        _inHand -= holding.InHand.Count;
        holding.InHand.Clear();
        if (holding.HasNews)
        {
            reports.Add(holding.TopicPartition, holding.TakeNews().Items, reason);
            _failed[holding.TopicPartition] = reason;
        }
    }

    /// <summary>The lock must be held.</summary>
    private void FailRenewals(ShareHolding holding)
    {
        KafkaException error = Errors.ToException(ErrorCode.UnsupportedVersion, $"Renewing locks of {holding.TopicPartition}");
        foreach (long offset in holding.Renewals)
        {
            reports.Add(holding.TopicPartition, [new AcknowledgedRange(offset, offset, (sbyte)AcknowledgeType.Renew)], error);
            _failed[holding.TopicPartition] = error;
        }

        holding.Renewals.Clear();
    }

    /// <summary>The lock must be held.</summary>
    private void FailTooLate(TopicPartition partition, long offset)
    {
        KafkaException error = Errors.ToException(ErrorCode.InvalidRecordState, $"Acknowledging offset {offset} of {partition}");
        _failed[partition] = error;
        reports.Add(partition, [new AcknowledgedRange(offset, offset, (sbyte)AcknowledgeType.Accept)], error);
    }
}
