using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker.Tests.Transactions;

/// <summary>A transactional producer, request by request, in the versions of transactions V1 or V2; and a reader beside it.</summary>
internal sealed class TransactionalClient(WireClient client, bool isV2) : IDisposable
{
    private readonly Dictionary<string, int> _sequences = [];
    private string _transactionalId = "";

    public WireClient Client { get; } = client;

    public ProducerIdentity Identity { get; private set; }

    /// <summary>The same producer on another connection.</summary>
    public TransactionalClient Continue(WireClient other)
    {
        var next = new TransactionalClient(other, isV2) { _transactionalId = _transactionalId, Identity = Identity };
        foreach ((string topic, int sequence) in _sequences)
        {
            next._sequences[topic] = sequence;
        }

        return next;
    }

    public async Task InitAsync(string transactionalId)
    {
        _transactionalId = transactionalId;
        while (true)
        {
            var response = await Client.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(
                new() { TransactionalId = transactionalId, TransactionTimeoutMs = 60_000 }, 5);
            Identity = new ProducerIdentity(response.ErrorCode, response.ProducerId, response.ProducerEpoch);
            if (response.ErrorCode != ErrorCode.ConcurrentTransactions)
            {
                Assert.Equal(ErrorCode.None, response.ErrorCode);
                return;
            }
        }
    }

    public Task<AddPartitionsToTxnResponse> AddAsync(params string[] topics) => Client.CallAsync<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
        new()
        {
            V3AndBelowTransactionalId = _transactionalId,
            V3AndBelowProducerId = Identity.ProducerId,
            V3AndBelowProducerEpoch = Identity.Epoch,
            V3AndBelowTopics = [.. topics.Select(topic => new AddPartitionsToTxnRequest.AddPartitionsToTxnTopic { Name = topic, Partitions = [0] })],
        },
        3);

    public async Task ProduceAsync(string topic, string value)
    {
        if (!isV2)
        {
            await AddAsync(topic);
        }

        Assert.Equal(ErrorCode.None, await TryProduceAsync(topic, value));
    }

    public Task<ErrorCode> TryProduceAsync(string topic, string value, short? version = null) => TryProduceAsync(topic, value, _transactionalId, version);

    public async Task<ErrorCode> TryProduceAsync(string topic, string value, string? transactionalId, short? version = null)
    {
        int sequence = _sequences.GetValueOrDefault(topic);
        byte[] batch = Batches.Build(
            builder => (builder.ProducerId, builder.ProducerEpoch, builder.BaseSequence, builder.IsTransactional) = (Identity.ProducerId, Identity.Epoch, sequence, true), value);
        ProduceRequest request = Requests.Produce(topic, batch);
        request.TransactionalId = transactionalId;
        var response = await Client.CallAsync<ProduceRequest, ProduceResponse>(request, version ?? (short)(isV2 ? 12 : 9));
        ErrorCode error = response.Responses.Single().PartitionResponses.Single().ErrorCode;
        _sequences[topic] = error == ErrorCode.None ? sequence + 1 : sequence;
        return error;
    }

    public async Task<ErrorCode> EndAsync(bool isCommit)
    {
        var request = new EndTxnRequest { TransactionalId = _transactionalId, ProducerId = Identity.ProducerId, ProducerEpoch = Identity.Epoch, Committed = isCommit };
        var response = await Client.CallAsync<EndTxnRequest, EndTxnResponse>(request, (short)(isV2 ? 5 : 4));
        if (isV2 && response.ErrorCode == ErrorCode.None)
        {
            Identity = new ProducerIdentity(ErrorCode.None, response.ProducerId, response.ProducerEpoch);
            _sequences.Clear();
        }

        return response.ErrorCode;
    }

    public async Task<ErrorCode> CommitOffsetAsync(string group, string topic, long offset)
    {
        var request = new TxnOffsetCommitRequest
        {
            TransactionalId = _transactionalId,
            GroupId = group,
            ProducerId = Identity.ProducerId,
            ProducerEpoch = Identity.Epoch,
            Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0, CommittedOffset = offset }] }],
        };
        var response = await Client.CallAsync<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(request, 5);
        return response.Topics.Single().Partitions.Single().ErrorCode;
    }

    public async Task<(ErrorCode Error, long Offset)> FetchOffsetAsync(string group, string topic, bool requireStable)
    {
        var request = new OffsetFetchRequest { Groups = [new() { GroupId = group, Topics = [new() { Name = topic, PartitionIndexes = [0] }] }], RequireStable = requireStable };
        var response = await Client.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(request, 9);
        OffsetFetchResponse.OffsetFetchResponsePartitions answer = response.Groups.Single().Topics.Single().Partitions.Single();
        return (answer.ErrorCode, answer.CommittedOffset);
    }

    public async Task<ErrorCode> WriteMarkerAsync(string topic, short epoch)
    {
        var request = new WriteTxnMarkersRequest
        {
            Markers = [new() { ProducerId = Identity.ProducerId, ProducerEpoch = epoch, Topics = [new() { Name = topic, PartitionIndexes = [0] }] }],
        };
        var response = await Client.CallAsync<WriteTxnMarkersRequest, WriteTxnMarkersResponse>(request, 1);
        return response.Markers.Single().Topics.Single().Partitions.Single().ErrorCode;
    }

    /// <summary>High watermark and last stable offset, as ListOffsets tells them.</summary>
    public async Task<(long High, long Stable)> EndOffsetsAsync(string topic) => (await EndOffsetAsync(topic, 0), await EndOffsetAsync(topic, 1));

    /// <summary>The values a consumer of <c>read_committed</c> is left with.</summary>
    public async Task<List<string>> ReadCommittedAsync(string topic)
    {
        FetchRequest request = Requests.Fetch(topic, 0);
        request.IsolationLevel = 1;
        var response = await Client.CallAsync<FetchRequest, FetchResponse>(request, 11);
        FetchResponse.PartitionData data = response.Responses.Single().Partitions.Single();
        return ReadCommitted(data);
    }

    public void Dispose() => Client.Dispose();

    private static List<string> ReadCommitted(FetchResponse.PartitionData data)
    {
        var values = new List<string>();
        var aborted = new HashSet<long>();
        var starts = new List<FetchResponse.AbortedTransaction>(data.AbortedTransactions!);
        ReadOnlyMemory<byte> rest = data.Records ?? default;
        using var reader = new RecordBatchReader();
        while (RecordBatch.TryMeasure(rest.Span, out int size) && size <= rest.Length)
        {
            reader.Open(rest[..size]);
            RecordBatchHeader header = reader.Header;
            foreach (FetchResponse.AbortedTransaction start in starts.FindAll(start => start.FirstOffset <= header.LastOffset))
            {
                aborted.Add(start.ProducerId);
                starts.Remove(start);
            }

            if (header.IsControl)
            {
                aborted.Remove(header.ProducerId);
            }
            else if (!aborted.Contains(header.ProducerId))
            {
                values.AddRange(Batches.Read(rest[..size]).Select(record => record.Value));
            }

            rest = rest[size..];
        }

        return values;
    }

    private async Task<long> EndOffsetAsync(string topic, sbyte isolation)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            IsolationLevel = isolation,
            Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0, Timestamp = -1 }] }],
        };
        return (await Client.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(request, 5)).Topics.Single().Partitions.Single().Offset;
    }
}
