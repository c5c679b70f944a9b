using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Client.Consuming;
using Weir.Client.Sharing;
using Weir.Protocol.Records;

namespace Weir.Client;

/// <summary>
/// Takes records one by one as a member of a share group (KIP-932): any number of members read the same partitions, each record is locked for one of them and
/// delivered again unless it is acknowledged. Weir, and Apache Kafka from 4.2.
/// </summary>
/// <remarks>
/// Thread model: one flow enumerates. Acknowledging and committing may be done from elsewhere too. In implicit mode a record counts as accepted when the
/// enumeration is asked for the next; the last one only then, or with a commit.
/// </remarks>
public sealed class ShareConsumer<TKey, TValue> : IAsyncDisposable
{
    private readonly ShareConsumerOptions _options;
    private readonly ShareConsumerCore _core;
    private readonly ResultFactory<TKey, TValue> _results;
    private KafkaException? _failure;

    /// <exception cref="ClientConfigurationException">A setting is missing or cannot be used.</exception>
    public ShareConsumer(
        ShareConsumerOptions options,
        IDeserializer<TKey> keyDeserializer,
        IDeserializer<TValue> valueDeserializer,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(keyDeserializer);
        ArgumentNullException.ThrowIfNull(valueDeserializer);
        _options = options;
        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Weir.Client.ShareConsumer");
        _core = new ShareConsumerCore(options, timeProvider ?? TimeProvider.System, logger);
        string remedy = options.AcknowledgementMode == ShareAcknowledgementMode.Explicit
            ? "Acknowledge it as rejected, or as released to see it again, and enumerate again to go on."
            : "It is released, and will be delivered again as often as share.delivery.count.limit allows; enumerate again to go on.";
        _results = new ResultFactory<TKey, TValue>(keyDeserializer, valueDeserializer, _ => remedy);
    }

    /// <summary>The id this member goes by; empty while it is in no group.</summary>
    public string MemberId => _core.MemberId;

    /// <summary>The topics subscribed to.</summary>
    public IReadOnlyCollection<string> Subscription => _core.Subscription;

    /// <summary>The partitions whose records this member may get; other members may have the same.</summary>
    public IReadOnlyCollection<TopicPartition> Assignment => _core.Assignment;

    /// <summary>How long a record stays locked for this consumer, as a broker last said; null before the first records (<c>share.record.lock.duration.ms</c> of the group).</summary>
    public TimeSpan? AcquisitionLockTimeout => _core.LockTimeout;

    /// <summary>
    /// Hears what has become of acknowledgements, on the flow that enumerates, commits, unsubscribes or disposes. It must not wait for this consumer; what it throws is logged.
    /// </summary>
    public Action<AcknowledgementResult>? AcknowledgementHandler
    {
        get => _core.Reports.Handler;
        set => _core.Reports.Handler = value;
    }

    /// <summary>Joins the group for these topics as soon as records are asked for; replaces an earlier subscription.</summary>
    /// <exception cref="ArgumentException">No topic is named; <see cref="UnsubscribeAsync"/> leaves the group.</exception>
    public void Subscribe(params IEnumerable<string> topics)
    {
        string[] all = [.. topics];
        if (all.Length == 0)
        {
            throw new ArgumentException("Name a topic, or call UnsubscribeAsync to leave the group.", nameof(topics));
        }

        _core.Subscribe(all);
    }

    /// <summary>Sends what is acknowledged, releases what is not, leaves the group and forgets the subscription. Not while an enumeration waits for records.</summary>
    public ValueTask UnsubscribeAsync(CancellationToken cancellationToken = default) => _core.UnsubscribeAsync(cancellationToken);

    /// <summary>Records as they come, without end. One enumeration at a time; leaving it does not leave the group, nor release what is in hand.</summary>
    /// <exception cref="RecordDeserializationException">A record cannot be deserialized. Another enumeration goes on behind it.</exception>
    /// <exception cref="KafkaException">The group or a topic refuses this consumer, or a batch is corrupt.</exception>
    public async IAsyncEnumerable<ConsumeResult<TKey, TValue>> ConsumeAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _core.Flow.Enter();
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _core.Ledger.AcceptHandedOut();
                if (_core.Flow.NeedsAttention)
                {
                    await _core.TendAsync(cancellationToken).ConfigureAwait(false);
                }

                if (TryNext(out ConsumeResult<TKey, TValue> result, sameChunk: false))
                {
                    _core.Flow.Polls.Mark();
                    yield return result;
                }
                else
                {
                    await _core.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _core.Leave();
        }
    }

    /// <summary>As <see cref="ConsumeAsync"/>, in batches of one partition each. In implicit mode a batch counts as accepted when the next is asked for.</summary>
    /// <exception cref="RecordDeserializationException">A record cannot be deserialized. Another enumeration goes on behind it.</exception>
    /// <exception cref="KafkaException">The group or a topic refuses this consumer, or a batch is corrupt.</exception>
    public async IAsyncEnumerable<ConsumeBatch<TKey, TValue>> ConsumeBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _core.Flow.Enter();
        var buffer = new ConsumeResult<TKey, TValue>[_options.MaxPollRecords];
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _core.Ledger.AcceptHandedOut();
                if (_core.Flow.NeedsAttention)
                {
                    await _core.TendAsync(cancellationToken).ConfigureAwait(false);
                }

                int count = Fill(buffer);
                if (count > 0)
                {
                    _core.Flow.Polls.Mark();
                    yield return new ConsumeBatch<TKey, TValue>(buffer[0].TopicPartition, buffer.AsMemory(0, count));
                }
                else
                {
                    await _core.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _core.Leave();
        }
    }

    /// <summary>Says what has become of a record. It is sent with the next fetch or commit; a broker's refusal shows in the results of the commit and at the handler.</summary>
    /// <exception cref="InvalidOperationException"><c>share.acknowledgement.mode</c> is implicit.</exception>
    public void Acknowledge(in ConsumeResult<TKey, TValue> record, AcknowledgeType type = AcknowledgeType.Accept) =>
        Acknowledge(record.TopicPartition, record.Offset, type);

    /// <summary>As <see cref="Acknowledge(in ConsumeResult{TKey, TValue}, AcknowledgeType)"/>, also for a record that could not be deserialized.</summary>
    /// <exception cref="InvalidOperationException"><c>share.acknowledgement.mode</c> is implicit.</exception>
    public void Acknowledge(TopicPartition partition, long offset, AcknowledgeType type)
    {
        if (_options.AcknowledgementMode != ShareAcknowledgementMode.Explicit)
        {
            throw new InvalidOperationException("Records are acknowledged by themselves. Set share.acknowledgement.mode=explicit to do it in the program.");
        }

        if (type is < AcknowledgeType.Accept or > AcknowledgeType.Renew)
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "A record is accepted, released, rejected or renewed.");
        }

        _core.Acknowledge(partition, offset, type);
    }

    /// <summary>Sends all acknowledgements, in implicit mode that of the record or batch in hand too, and waits until they are durable.</summary>
    /// <returns>For each partition that was acknowledged, null or why its acknowledgements do not count; its records may be delivered again then.</returns>
    /// <exception cref="KafkaException">No answer came within <c>default.api.timeout.ms</c>.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, KafkaException?>> CommitAsync(CancellationToken cancellationToken = default) => _core.CommitAsync(cancellationToken);

    /// <summary>As <see cref="CommitAsync"/>, without waiting: the results go to <see cref="AcknowledgementHandler"/>.</summary>
    public void BeginCommit() => _core.BeginCommit();

    /// <summary>Sends what is acknowledged, releases what is not, leaves the group and closes the connections. End the enumeration first.</summary>
    public ValueTask DisposeAsync() => _core.DisposeAsync();

    private bool TryNext(out ConsumeResult<TKey, TValue> result, bool sameChunk)
    {
        if (!_core.Cursor.TryRead(out Record record, sameChunk))
        {
            result = default;
            return false;
        }

        try
        {
            result = _results.Create(in record, _core.Cursor.Origin);
        }
        catch (KafkaException)
        {
            _core.Cursor.Refuse(in record);
            throw;
        }

        _core.Cursor.Accept(in record);
        ConsumerTracing.OnReceived(result);
        return true;
    }

    /// <summary>Fills the buffer from one chunk. What cannot be read ends the batch before it and is thrown for by the next.</summary>
    private int Fill(ConsumeResult<TKey, TValue>[] buffer)
    {
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw failure;
        }

        int count = 0;
        try
        {
            while (count < buffer.Length && TryNext(out buffer[count], sameChunk: count > 0))
            {
                count++;
            }
        }
        catch (KafkaException e) when (count > 0)
        {
            _failure = e;
        }

        return count;
    }
}
