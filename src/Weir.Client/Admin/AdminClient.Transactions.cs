using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client;

/// <content>Transactions: what is open, who writes, and how one that hangs is ended (KIP-664).</content>
public sealed partial class AdminClient
{
    // Nothing is ever written by whoever fences, so that its transaction need not last.
    private const int FencingTimeoutMs = 1;

    /// <summary>Transactional ids of all brokers with the state of their last transaction, by id.</summary>
    /// <param name="states">Only those in one of these states (<c>Ongoing</c>, <c>CompleteCommit</c>, ...); all when there are none.</param>
    /// <param name="minDuration">Only those whose transaction has been open for longer (KIP-994, Kafka 3.8).</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="KafkaException">A state is unknown, or the brokers are too old for what is asked.</exception>
    public Task<IReadOnlyList<TransactionListing>> ListTransactionsAsync(
        IEnumerable<string>? states = null, TimeSpan? minDuration = null, CancellationToken cancellationToken = default)
    {
        var request = new ListTransactionsRequest
        {
            StateFilters = [.. states ?? []],
            DurationFilter = minDuration is { } duration ? (long)duration.TotalMilliseconds : -1,
        };
        return RetryAsync<IReadOnlyList<TransactionListing>>(
            async token =>
            {
                await _cluster.Metadata.RefreshAsync(token).ConfigureAwait(false);
                Task<ListTransactionsResponse>[] requests = [.. _cluster.Snapshot.Brokers.Select(broker =>
                    _cluster.RequestAsync<ListTransactionsRequest, ListTransactionsResponse>(broker.Id, request, token))];
                ListTransactionsResponse[] responses = await Task.WhenAll(requests).ConfigureAwait(false);
                ThrowFirst(responses.Select(static response => (response.ErrorCode, "Listing transactions", (string?)null)));
                ThrowFirst(responses.SelectMany(static response => response.UnknownStateFilters)
                    .Select(static state => (ErrorCode.InvalidRequest, "Listing transactions", (string?)$"There is no transaction state '{state}'.")));
                return [.. responses
                    .SelectMany(static response => response.TransactionStates)
                    .OrderBy(static state => state.TransactionalId, StringComparer.Ordinal)
                    .Select(static state => new TransactionListing(state.TransactionalId, state.ProducerId, state.TransactionState))];
            },
            cancellationToken);
    }

    /// <summary>The last transaction of a transactional id.</summary>
    /// <exception cref="KafkaException"><see cref="ErrorCode.TransactionalIdNotFound"/> when there is no such id.</exception>
    public Task<TransactionDescription> DescribeTransactionAsync(string transactionalId, CancellationToken cancellationToken = default) => RetryAsync(
        async token =>
        {
            (BrokerMetadata coordinator, BrokerConnection connection) = await TransactionCoordinatorAsync(transactionalId, token).ConfigureAwait(false);
            DescribeTransactionsResponse response = await connection.RequestAsync<DescribeTransactionsRequest, DescribeTransactionsResponse>(
                new DescribeTransactionsRequest { TransactionalIds = [transactionalId] }, token).ConfigureAwait(false);
            DescribeTransactionsResponse.TransactionStateData state = response.TransactionStates[0];
            ThrowFirst([(state.ErrorCode, $"Describing transactional.id '{transactionalId}'", null)]);
            return new TransactionDescription(
                transactionalId,
                coordinator.Id,
                state.TransactionState,
                state.ProducerId,
                state.ProducerEpoch,
                TimeSpan.FromMilliseconds(state.TransactionTimeoutMs),
                state.TransactionStartTimeMs < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(state.TransactionStartTimeMs),
                [.. state.Topics.SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition)))
                    .OrderBy(static partition => partition.Topic, StringComparer.Ordinal).ThenBy(static partition => partition.Partition)]);
        },
        cancellationToken);

    /// <summary>The idempotent producers that the leader of a partition keeps account of, by producer id.</summary>
    /// <exception cref="KafkaException">There is no such partition, or it has no leader.</exception>
    public async Task<IReadOnlyList<ActiveProducer>> DescribeProducersAsync(TopicPartition partition, CancellationToken cancellationToken = default)
    {
        await KnowTopicsAsync([partition], cancellationToken).ConfigureAwait(false);
        var request = new DescribeProducersRequest { Topics = [new() { Name = partition.Topic, PartitionIndexes = [partition.Partition] }] };
        return await RetryAsync<IReadOnlyList<ActiveProducer>>(
            async token =>
            {
                DescribeProducersResponse response = await _cluster.RequestAsync<DescribeProducersRequest, DescribeProducersResponse>(
                    LeaderOf(partition), request, token).ConfigureAwait(false);
                DescribeProducersResponse.PartitionResponse answer = response.Topics[0].Partitions[0];
                ThrowFirst([(answer.ErrorCode, $"Describing the producers of {partition}", answer.ErrorMessage)]);
                return [.. answer.ActiveProducers.OrderBy(static producer => producer.ProducerId).Select(static producer => new ActiveProducer(
                    producer.ProducerId,
                    (short)producer.ProducerEpoch,
                    producer.LastSequence,
                    DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(producer.LastTimestamp, 0)),
                    producer.CoordinatorEpoch < 0 ? null : producer.CoordinatorEpoch,
                    producer.CurrentTxnStartOffset < 0 ? null : producer.CurrentTxnStartOffset))];
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends a transaction of one partition whose coordinator has forgotten it, and which holds back readers of <c>read_committed</c> for ever. One that its
    /// coordinator still knows ends by itself after its timeout, or by <see cref="FenceProducerAsync"/>.
    /// </summary>
    /// <param name="partition">Where it hangs.</param>
    /// <param name="producer">Who wrote it, as <see cref="DescribeProducersAsync"/> tells.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="ArgumentException">The producer has no open transaction.</exception>
    /// <exception cref="KafkaException">The partition's leader refused: the producer has a newer epoch by now, or may not be touched.</exception>
    public async Task AbortTransactionAsync(TopicPartition partition, ActiveProducer producer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (producer.TransactionStartOffset is null)
        {
            throw new ArgumentException($"Producer {producer.ProducerId} has no open transaction in {partition}.", nameof(producer));
        }

        await KnowTopicsAsync([partition], cancellationToken).ConfigureAwait(false);
        var request = new WriteTxnMarkersRequest
        {
            Markers =
            [
                new WriteTxnMarkersRequest.WritableTxnMarker
                {
                    ProducerId = producer.ProducerId,
                    ProducerEpoch = producer.ProducerEpoch,
                    CoordinatorEpoch = producer.CoordinatorEpoch ?? 0,
                    TransactionResult = false,
                    Topics = [new() { Name = partition.Topic, PartitionIndexes = [partition.Partition] }],
                },
            ],
        };
        await RetryAsync(
            async token =>
            {
                WriteTxnMarkersResponse response = await _cluster.RequestAsync<WriteTxnMarkersRequest, WriteTxnMarkersResponse>(
                    LeaderOf(partition), request, token).ConfigureAwait(false);
                ThrowFirst([(response.Markers[0].Topics[0].Partitions[0].ErrorCode, $"Aborting the transaction of producer {producer.ProducerId} in {partition}", null)]);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Shuts out whoever uses a transactional id now, and aborts its open transaction.</summary>
    /// <exception cref="KafkaException">The coordinator refused.</exception>
    public Task FenceProducerAsync(string transactionalId, CancellationToken cancellationToken = default)
    {
        var request = new InitProducerIdRequest { TransactionalId = transactionalId, TransactionTimeoutMs = FencingTimeoutMs, ProducerId = -1, ProducerEpoch = -1 };
        return _cluster.RetryAsync(
            async token =>
            {
                (_, BrokerConnection connection) = await TransactionCoordinatorAsync(transactionalId, token).ConfigureAwait(false);
                InitProducerIdResponse response = await connection.RequestAsync<InitProducerIdRequest, InitProducerIdResponse>(request, token).ConfigureAwait(false);
                ThrowFirst([(response.ErrorCode, $"Fencing transactional.id '{transactionalId}'", null)]);
                return true;
            },
            static error => IsWorthRepeating(error) || error == ErrorCode.ConcurrentTransactions,
            cancellationToken);
    }

    private async Task<(BrokerMetadata Coordinator, BrokerConnection Connection)> TransactionCoordinatorAsync(string transactionalId, CancellationToken cancellationToken)
    {
        BrokerMetadata coordinator = await CoordinatorLookup.FindAsync(_cluster, transactionalId, cancellationToken, CoordinatorType.Transaction).ConfigureAwait(false);
        return (coordinator, await _cluster.ConnectAsync(coordinator, ConnectionPurpose.Control, cancellationToken).ConfigureAwait(false));
    }
}
