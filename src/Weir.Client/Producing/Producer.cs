using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Client.Producing;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Client;

/// <summary>Sends records, batched by partition, with retries that neither lose, nor double, nor reorder.</summary>
/// <remarks>Thread model: any thread may send. A send runs on the caller's thread up to the buffer; awaiters continue on the thread pool.</remarks>
public sealed partial class Producer<TKey, TValue> : IAsyncDisposable
{
    private readonly ProducerOptions _options;
    private readonly RecordSerializer<TKey, TValue> _serializer;
    private readonly TimeProvider _time;
    private readonly ClusterClient _cluster;
    private readonly RecordAccumulator _accumulator;
    private readonly WaitingLines _lines = new();
    private int _disposed;

    /// <exception cref="ClientConfigurationException">A setting is missing or cannot be used.</exception>
    public Producer(
        ProducerOptions options,
        ISerializer<TKey> keySerializer,
        ISerializer<TValue> valueSerializer,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(keySerializer);
        ArgumentNullException.ThrowIfNull(valueSerializer);
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _serializer = new RecordSerializer<TKey, TValue>(keySerializer, valueSerializer);
        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Weir.Client.Producer");
        _cluster = new ClusterClient(options, maxFetchBytes: 0, allowAutoTopicCreation: true, _time, logger);
        _accumulator = new RecordAccumulator(_cluster, options, new ProducerMetrics(options.ClientId));
    }

    /// <summary>Sends a record; completes when it is acknowledged as <see cref="ProducerOptions.Acks"/> says.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Gives up waiting; a record that is in the buffer already may still be sent.</param>
    /// <exception cref="KafkaException">The record was not acknowledged in time, or refused.</exception>
    public ValueTask<RecordMetadata> SendAsync(ProducerRecord<TKey, TValue> record, CancellationToken cancellationToken = default)
    {
        if (ClientDiagnostics.Activities.HasListeners())
        {
            return SendTracedAsync(record, cancellationToken);
        }

        return SendUntracedAsync(in record, cancellationToken);
    }

    /// <inheritdoc cref="SendAsync(ProducerRecord{TKey, TValue}, CancellationToken)"/>
    public ValueTask<RecordMetadata> SendAsync(string topic, TKey key, TValue value, CancellationToken cancellationToken = default) =>
        SendAsync(new ProducerRecord<TKey, TValue>(topic, key, value), cancellationToken);

    /// <summary>Takes a record over; completes when it is in the buffer, at once unless the buffer is full or the topic yet unknown.</summary>
    /// <param name="record">The record.</param>
    /// <param name="onDelivery">Called when the record is acknowledged or has failed, in order per partition. Keep it short.</param>
    /// <param name="state">Passed on to <paramref name="onDelivery"/>, so that it can be static.</param>
    /// <param name="cancellationToken">Gives up the wait for room in the buffer.</param>
    /// <exception cref="KafkaException">The record cannot be sent: no such topic, too large, no room in time.</exception>
    public ValueTask PostAsync(
        ProducerRecord<TKey, TValue> record,
        Action<DeliveryReport>? onDelivery = null,
        object? state = null,
        CancellationToken cancellationToken = default)
    {
        var target = new DeliveryTarget(null, onDelivery, state);
        if (ClientDiagnostics.Activities.HasListeners())
        {
            using Activity? activity = ProducerTracing.Start(ref record);
            return TryEnqueue(in record, in target) ? default : new ValueTask(EnqueueSlowAsync(record, target, cancellationToken));
        }

        return TryEnqueue(in record, in target) ? default : new ValueTask(EnqueueSlowAsync(record, target, cancellationToken));
    }

    /// <summary>Sends what is buffered at once; completes when every record taken over before the call is acknowledged or has failed.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _accumulator.FlushAsync().WaitAsync(cancellationToken);

    /// <summary>Number of partitions of a topic.</summary>
    /// <exception cref="KafkaException">The topic is not there.</exception>
    public async ValueTask<int> PartitionCountAsync(string topic, CancellationToken cancellationToken = default)
    {
        TopicQueues queues = await _accumulator.TopicAsync(topic, cancellationToken).ConfigureAwait(false);
        return queues.Queues.Length;
    }

    /// <summary>Aborts an open transaction, flushes, then closes the connections. Records that are not acknowledged by their delivery timeout fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_accumulator.Transactions is { } transactions)
        {
            await transactions.DisposeAsync().ConfigureAwait(false);
        }

        await _accumulator.FlushAsync().ConfigureAwait(false);
        await _accumulator.DisposeAsync().ConfigureAwait(false);
        await _cluster.DisposeAsync().ConfigureAwait(false);
        _accumulator.FreeMemory();
    }

    private async ValueTask<RecordMetadata> SendTracedAsync(ProducerRecord<TKey, TValue> record, CancellationToken cancellationToken)
    {
        using Activity? activity = ProducerTracing.Start(ref record);
        try
        {
            RecordMetadata metadata = await SendUntracedAsync(in record, cancellationToken).ConfigureAwait(false);
            ProducerTracing.Succeed(activity, metadata);
            return metadata;
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    private ValueTask<RecordMetadata> SendUntracedAsync(in ProducerRecord<TKey, TValue> record, CancellationToken cancellationToken)
    {
        SendCompletion completion = SendCompletion.Rent();
        ValueTask<RecordMetadata> sent = completion.Task;
        var target = new DeliveryTarget(completion, null, null);
        if (!TryEnqueue(in record, in target))
        {
            return SendSlowAsync(record, target, sent, cancellationToken);
        }

        return cancellationToken.CanBeCanceled ? new ValueTask<RecordMetadata>(sent.AsTask().WaitAsync(cancellationToken)) : sent;
    }

    private async ValueTask<RecordMetadata> SendSlowAsync(
        ProducerRecord<TKey, TValue> record, DeliveryTarget target, ValueTask<RecordMetadata> sent, CancellationToken cancellationToken)
    {
        await EnqueueSlowAsync(record, target, cancellationToken).ConfigureAwait(false);
        return cancellationToken.CanBeCanceled
            ? await sent.AsTask().WaitAsync(cancellationToken).ConfigureAwait(false)
            : await sent.ConfigureAwait(false);
    }

    /// <summary>The whole way into the buffer without waiting; false when the topic is not known yet or the buffer is full.</summary>
    private bool TryEnqueue(in ProducerRecord<TKey, TValue> record, in DeliveryTarget target)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return !_lines.HasWaiters(record.Topic) && _accumulator.Topic(record.Topic) is { } topic && TryAppend(topic, in record, in target, granted: 0, out _);
    }

    /// <summary>Waits for the topic and for room, at most <see cref="ProducerOptions.MaxBlock"/>, behind earlier sends that wait.</summary>
    private async Task EnqueueSlowAsync(ProducerRecord<TKey, TValue> record, DeliveryTarget target, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.MaxBlock, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        BufferMemory memory = _accumulator.Context.Memory;
        int granted = 0;
        WaitingLines.Place place = _lines.Join(record.Topic);
        try
        {
            await place.Ahead.WaitAsync(either.Token).ConfigureAwait(false);
            TopicQueues topic = await _accumulator.TopicAsync(record.Topic, either.Token).ConfigureAwait(false);
            while (!TryAppend(topic, in record, in target, granted, out int wanted))
            {
                memory.Release(granted);
                granted = 0;
                _accumulator.PokeAll();
                await memory.ReserveAsync(wanted, either.Token).ConfigureAwait(false);
                granted = wanted;
            }

            granted = 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TookTooLong(record.Topic);
        }
        finally
        {
            memory.Release(granted);
            _lines.Leave(place);
        }
    }

    /// <summary>Names what really held a send up: often it is not the buffer, but brokers that cannot be asked or a partition without a leader.</summary>
    private KafkaException TookTooLong(string topic)
    {
        string limit = $"max.block.ms ({_options.MaxBlock.TotalMilliseconds} ms)";
        KafkaException? cause = _cluster.Metadata.Failure;
        if (_accumulator.Topic(topic) is not { } known)
        {
            return new KafkaException(
                ErrorCode.RequestTimedOut, $"No metadata of topic '{topic}' was to be had within {limit}. {cause?.Message ?? "No broker has answered yet."}", cause);
        }

        PartitionQueue? leaderless = Array.Find(known.Queues, static queue => queue.LeaderId < 0);
        string reason = cause is not null ? $"It does not empty, since the brokers cannot be asked for the leaders: {cause.Message}"
            : leaderless is not null ? $"It does not empty, since partition {leaderless.Partition} of the topic has no leader. Check the cluster's brokers."
            : "The broker is slower than the program: send less, or raise buffer.memory or max.block.ms.";
        return new KafkaException(ErrorCode.RequestTimedOut, $"A record for topic '{topic}' found no room in the buffer within {limit}. {reason}", cause);
    }

    private bool TryAppend(TopicQueues topic, in ProducerRecord<TKey, TValue> record, in DeliveryTarget target, int granted, out int wanted)
    {
        Scratch scratch = Scratch.Rent();
        try
        {
            SerializedRecord serialized = _serializer.Serialize(in record, scratch);
            EnsureAllowed(record.Topic, serialized.Size);
            wanted = BatchMemory.InitialReserve(serialized.Size, _options.BatchSize);
            PartitionQueue queue = topic.Queues[PartitionChoice.Choose(topic, record.Partition, in serialized, _options, out bool isSticky)];
            AppendStatus status = queue.TryAppend(
                new AppendRequest
                {
                    TimestampMs = (record.Timestamp ?? _time.GetUtcNow()).ToUnixTimeMilliseconds(),
                    Key = serialized.Key,
                    Value = serialized.Value,
                    Headers = serialized.Headers,
                    Target = target,
                    Size = serialized.Size,
                    Granted = granted,
                },
                out bool batchIsFull);
            if (status == AppendStatus.NoMemory)
            {
                return false;
            }

            if (isSticky && topic.Sticky.Count(queue.Partition, serialized.Size, batchIsFull))
            {
                topic.Sticky.SwitchFrom(queue.Partition, topic.Metadata, topic.QueueLengths());
            }

            _accumulator.AfterAppend(queue, status, target.Awaiter is not null);
            return true;
        }
        finally
        {
            scratch.Return();
        }
    }

    private void EnsureAllowed(string topic, int size)
    {
        int whole = size + RecordBatchHeader.SizeInBytes;
        if (whole > _options.MaxRequestSize)
        {
            throw new KafkaException(
                ErrorCode.MessageTooLarge,
                $"A record for topic '{topic}' takes {whole} bytes, more than max.request.size ({_options.MaxRequestSize}). Raise it, and the topic's max.message.bytes, or send smaller records.");
        }

        if (whole > _options.BufferMemory)
        {
            throw new KafkaException(
                ErrorCode.MessageTooLarge,
                $"A record for topic '{topic}' takes {whole} bytes, more than buffer.memory ({_options.BufferMemory}). Raise it, or send smaller records.");
        }
    }
}
