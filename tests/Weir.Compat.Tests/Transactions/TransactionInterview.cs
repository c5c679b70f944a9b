using System.Globalization;
using System.Text;
using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Compat.Tests.Transactions;

/// <summary>Asks a broker about transactions and writes down its answers, with producer ids replaced by the order of their appearance.</summary>
internal sealed class TransactionInterview(WireCaller client, string topic) : IDisposable
{
    private readonly List<long> _producers = [];
    private readonly StringBuilder _answers = new();

    public string Topic => topic;

    public string Answers => _answers.ToString();

    /// <summary>Creates the topic, and the internal topics that Kafka makes when a coordinator is asked for.</summary>
    public async Task CreateTopicAsync(string id)
    {
        await client.CreateTopicAsync(topic);
        foreach (sbyte keyType in new sbyte[] { 0, 1 })
        {
            FindCoordinatorResponse found;
            do
            {
                found = await client.CallAsync<FindCoordinatorRequest, FindCoordinatorResponse>(new() { Key = id, KeyType = keyType }, 2);
            }
            while (IsPassing(found.ErrorCode));
            Assert.Equal(ErrorCode.None, found.ErrorCode);
        }
    }

    /// <summary>Waits for the coordinator and for markers that Kafka writes after its answer, as a client does.</summary>
    public async Task<(long Id, short Epoch)> InitAsync(string id, long producerId = -1, short epoch = -1, short version = 4, int timeoutMs = 60_000)
    {
        InitProducerIdResponse response;
        do
        {
            response = await client.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(
                new() { TransactionalId = id, TransactionTimeoutMs = timeoutMs, ProducerId = producerId, ProducerEpoch = epoch }, version);
        }
        while (IsPassing(response.ErrorCode));
        Note($"init {id} from {Name(producerId)}/{epoch} v{version}: {response.ErrorCode} {Name(response.ProducerId)}/{response.ProducerEpoch}");
        return (response.ProducerId, response.ProducerEpoch);
    }

    public async Task AddAsync(string id, (long Id, short Epoch) producer, short version, params string[] topics)
    {
        AddPartitionsToTxnResponse response;
        do
        {
            response = await client.CallAsync<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
                new()
                {
                    V3AndBelowTransactionalId = id,
                    V3AndBelowProducerId = producer.Id,
                    V3AndBelowProducerEpoch = producer.Epoch,
                    V3AndBelowTopics = [.. topics.Select(name => new AddPartitionsToTxnRequest.AddPartitionsToTxnTopic { Name = name, Partitions = [0] })],
                },
                version);
        }
        while (response.ResultsByTopicV3AndBelow.Exists(result => IsPassing((ErrorCode)result.ResultsByPartition[0].PartitionErrorCode)));
        Note($"add {topics.Length} v{version}: {string.Join(' ', response.ResultsByTopicV3AndBelow.OrderBy(result => result.Name != topic).Select(result => (ErrorCode)result.ResultsByPartition[0].PartitionErrorCode))}");
    }

    /// <summary>Asks, as brokers ask each other, whether the topic's partition has been added (KIP-890).</summary>
    public async Task VerifyAsync(short version, params (string Id, (long Id, short Epoch) Producer)[] transactions)
    {
        AddPartitionsToTxnResponse response;
        do
        {
            response = await client.CallAsync<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
                new()
                {
                    Transactions =
                    [
                        .. transactions.Select(transaction => new AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction
                        {
                            TransactionalId = transaction.Id,
                            ProducerId = transaction.Producer.Id,
                            ProducerEpoch = transaction.Producer.Epoch,
                            VerifyOnly = true,
                            Topics = [new() { Name = topic, Partitions = [0] }],
                        }),
                    ],
                },
                version);
        }
        while (response.ResultsByTransaction.Exists(result => IsPassing((ErrorCode)result.TopicResults[0].ResultsByPartition[0].PartitionErrorCode)));
        var results = response.ResultsByTransaction.OrderBy(result => result.TransactionalId, StringComparer.Ordinal)
            .Select(result => $"{result.TransactionalId} {(ErrorCode)result.TopicResults[0].ResultsByPartition[0].PartitionErrorCode}");
        Note($"verify v{version}: {response.ErrorCode} {string.Join(", ", results)}");
    }

    /// <summary>Waits until the broker has aborted a transaction that was open for too long.</summary>
    public async Task AwaitAbortAsync(string id)
    {
        DescribeTransactionsResponse.TransactionStateData state;
        do
        {
            state = (await client.CallAsync<DescribeTransactionsRequest, DescribeTransactionsResponse>(new() { TransactionalIds = [id] }, 0)).TransactionStates.Single();
            await Task.Delay(50);
        }
        while (state.TransactionState != "CompleteAbort");
        Note($"aborted: {Name(state.ProducerId)}/{state.ProducerEpoch}");
    }

    public async Task ProduceAsync(string? id, (long Id, short Epoch) producer, int sequence, short version, bool isTransactional = true)
    {
        using var builder = new RecordBatchBuilder { ProducerId = producer.Id, ProducerEpoch = producer.Epoch, BaseSequence = sequence, IsTransactional = isTransactional };
        builder.Append(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), NullableBytes.Null, "value"u8);
        ErrorCode error;
        do
        {
            ProduceResponse response = await client.CallAsync<ProduceRequest, ProduceResponse>(
                new() { TransactionalId = id, Acks = -1, TimeoutMs = 30_000, TopicData = [new() { Name = topic, PartitionData = [new() { Index = 0, Records = builder.Build() }] }] }, version);
            error = response.Responses.Single().PartitionResponses.Single().ErrorCode;
        }
        while (IsPassing(error) || error is ErrorCode.NotEnoughReplicas or ErrorCode.NotLeaderOrFollower);
        Note($"produce {Name(producer.Id)}/{producer.Epoch}#{sequence} v{version}: {error}");
    }

    public async Task<(long Id, short Epoch)> EndAsync(string id, (long Id, short Epoch) producer, bool isCommit, short version)
    {
        EndTxnResponse response;
        do
        {
            response = await client.CallAsync<EndTxnRequest, EndTxnResponse>(
                new() { TransactionalId = id, ProducerId = producer.Id, ProducerEpoch = producer.Epoch, Committed = isCommit }, version);
        }
        while (IsPassing(response.ErrorCode));
        Note($"end {(isCommit ? "commit" : "abort")} {Name(producer.Id)}/{producer.Epoch} v{version}: {response.ErrorCode} {Name(response.ProducerId)}/{response.ProducerEpoch}");
        return version >= 5 && response.ErrorCode == ErrorCode.None ? (response.ProducerId, response.ProducerEpoch) : producer;
    }

    public async Task AddOffsetsAsync(string id, (long Id, short Epoch) producer, string group, short version)
    {
        AddOffsetsToTxnResponse response;
        do
        {
            response = await client.CallAsync<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>(
                new() { TransactionalId = id, ProducerId = producer.Id, ProducerEpoch = producer.Epoch, GroupId = group }, version);
        }
        while (IsPassing(response.ErrorCode));
        Note($"add offsets {Name(producer.Id)}/{producer.Epoch} v{version}: {response.ErrorCode}");
    }

    public async Task CommitOffsetAsync(string id, (long Id, short Epoch) producer, string group, short version, int generation = -1, string member = "", string? of = null)
    {
        ErrorCode error;
        do
        {
            TxnOffsetCommitResponse response = await client.CallAsync<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(
                new()
                {
                    TransactionalId = id,
                    GroupId = group,
                    ProducerId = producer.Id,
                    ProducerEpoch = producer.Epoch,
                    GenerationId = generation,
                    MemberId = member,
                    Topics = [new() { Name = of ?? topic, Partitions = [new() { PartitionIndex = 0, CommittedOffset = 1 }] }],
                },
                version);
            error = response.Topics.Single().Partitions.Single().ErrorCode;
        }
        while (IsPassing(error));
        Note($"commit offset {Name(producer.Id)}/{producer.Epoch} generation {generation} v{version}: {error}");
    }

    /// <summary>Waits for the coordinator, and for the markers that tell a committed transaction from one that is being committed.</summary>
    public async Task DescribeAsync(string id)
    {
        DescribeTransactionsResponse.TransactionStateData state;
        do
        {
            state = (await client.CallAsync<DescribeTransactionsRequest, DescribeTransactionsResponse>(new() { TransactionalIds = [id] }, 0)).TransactionStates.Single();
        }
        while (IsPassing(state.ErrorCode) || state.TransactionState.StartsWith("Prepare", StringComparison.Ordinal));
        Note($"describe {id}: {state.ErrorCode} {state.TransactionState} {Name(state.ProducerId)}/{state.ProducerEpoch} timeout {state.TransactionTimeoutMs} "
            + $"started {state.TransactionStartTimeMs > 0} topics {string.Join(',', state.Topics.Select(found => found.Topic == topic ? "ours" : found.Topic).Order())}");
    }

    public async Task EndOffsetsAsync()
    {
        foreach (sbyte isolation in new sbyte[] { 0, 1 })
        {
            ListOffsetsResponse response = await client.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(
                new() { ReplicaId = -1, IsolationLevel = isolation, Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0, Timestamp = -1, CurrentLeaderEpoch = -1 }] }] }, 5);
            Note($"end at isolation {isolation}: {response.Topics.Single().Partitions.Single().Offset}");
        }
    }

    public async Task FetchAsync()
    {
        FetchResponse response = await client.CallAsync<FetchRequest, FetchResponse>(
            new()
            {
                ReplicaId = -1,
                MaxBytes = 1 << 20,
                IsolationLevel = 1,
                SessionEpoch = -1,
                Topics = [new() { Topic = topic, Partitions = [new() { Partition = 0, PartitionMaxBytes = 1 << 20, CurrentLeaderEpoch = -1 }] }],
            },
            11);
        FetchResponse.PartitionData data = response.Responses.Single().Partitions.Single();
        Note($"fetch: stable {data.LastStableOffset} aborted {string.Join(' ', data.AbortedTransactions!.Select(aborted => $"{Name(aborted.ProducerId)}@{aborted.FirstOffset}").Order())}");
        ReadOnlyMemory<byte> rest = data.Records ?? default;
        using var reader = new RecordBatchReader();
        while (RecordBatch.TryMeasure(rest.Span, out int size) && size <= rest.Length)
        {
            reader.Open(rest[..size]);
            string what = TransactionMarker.TryRead(rest[..size], out TransactionMarker marker) ? $"{marker}" : $"#{reader.Header.BaseSequence} {(reader.Header.IsTransactional ? "in a transaction" : "alone")}";
            Note($"  {reader.Header.BaseOffset}: {Name(reader.Header.ProducerId)}/{reader.Header.ProducerEpoch} {what}");
            rest = rest[size..];
        }
    }

    public void Dispose() => client.Dispose();

    private static bool IsPassing(ErrorCode error) => error is ErrorCode.ConcurrentTransactions or ErrorCode.CoordinatorNotAvailable
        or ErrorCode.CoordinatorLoadInProgress or ErrorCode.NotCoordinator;

    private string Name(long producerId)
    {
        if (producerId < 0)
        {
            return "-";
        }

        if (!_producers.Contains(producerId))
        {
            _producers.Add(producerId);
        }

        return "p" + _producers.IndexOf(producerId).ToString(CultureInfo.InvariantCulture);
    }

    private void Note(string line) => _answers.AppendLine(line);
}
