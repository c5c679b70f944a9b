using System.Collections.Concurrent;
using System.Text;
using Weir.Client.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Client.Tests.Sharing;

/// <summary>A share consumer and a broker that follows a script, and what the broker hears.</summary>
internal sealed class ShareConversation : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(30));
    private int _assigned = 1;

    public ShareConversation()
    {
        Script(Broker);
        Broker.On<FindCoordinatorRequest, FindCoordinatorResponse>((_, _) => new() { NodeId = Broker.Id, Host = "127.0.0.1", Port = Broker.Port });
        Broker.On<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>((request, _) =>
        {
            Heartbeats.Enqueue(request);
            return OnHeartbeat?.Invoke(request) ?? new()
            {
                MemberId = request.MemberId,
                MemberEpoch = request.MemberEpoch < 0 ? -1 : 1,
                HeartbeatIntervalMs = 20,
                Assignment = new() { TopicPartitions = [new() { TopicId = Broker.TopicId, Partitions = [.. Enumerable.Range(0, Volatile.Read(ref _assigned))] }] },
            };
        });
    }

    public FakeBroker Broker { get; } = new() { PartitionCount = 2 };

    public ConcurrentQueue<ShareGroupHeartbeatRequest> Heartbeats { get; } = new();

    public ConcurrentQueue<ShareFetchRequest> Fetches { get; } = new();

    public ConcurrentQueue<ShareAcknowledgeRequest> Acknowledgements { get; } = new();

    /// <summary>Answers to fetches, one after the other; then come empty ones.</summary>
    public ConcurrentQueue<Func<ShareFetchRequest, ShareFetchResponse>> Answers { get; } = new();

    public Func<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse?>? OnHeartbeat { get; set; }

    public Func<ShareAcknowledgeRequest, ShareAcknowledgeResponse?>? OnAcknowledge { get; set; }

    /// <summary>What the broker says of how long locks last; 0 says nothing.</summary>
    public int LockTimeoutMs { get; init; } = 30_000;

    public int AssignedPartitions
    {
        set => Volatile.Write(ref _assigned, value);
    }

    /// <summary>Epochs of all requests of the share session, in order.</summary>
    public ConcurrentQueue<int> Epochs { get; } = new();

    public ShareConsumer<string?, string?> Consumer(Action<ShareConsumerOptions>? configure = null)
    {
        var options = new ShareConsumerOptions
        {
            BootstrapServers = Broker.BootstrapServers,
            GroupId = "g",
            RequestTimeout = TimeSpan.FromSeconds(10),
            AcknowledgementMode = ShareAcknowledgementMode.Explicit,
        };
        configure?.Invoke(options);
        var consumer = new ShareConsumer<string?, string?>(options, Deserializers.String, Deserializers.String);
        consumer.Subscribe("t");
        return consumer;
    }

    public async Task<List<ConsumeResult<string?, string?>>> ReadAsync(ShareConsumer<string?, string?> consumer, int count)
    {
        List<ConsumeResult<string?, string?>> records = [];
        await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(_stop.Token))
        {
            records.Add(record);
            if (records.Count == count)
            {
                break;
            }
        }

        return records;
    }

    /// <summary>Lets the consumer wait for records until something holds.</summary>
    public async Task WaitUntilAsync(ShareConsumer<string?, string?> consumer, Func<bool> condition)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Task waiting = WaitAsync(consumer, done.Token);
        await UntilAsync(condition);
        await done.CancelAsync();
        await waiting;
    }

    public async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Assert.False(_stop.IsCancellationRequested, $"Epochs: {string.Join(' ', Epochs)}; heartbeats: {string.Join(' ', Heartbeats.Select(h => h.MemberEpoch))}.");
            await Task.Delay(5);
        }
    }

    /// <summary>Puts a broker's answers to share requests under the script.</summary>
    public void Script(FakeBroker broker)
    {
        broker.On<ShareFetchRequest, ShareFetchResponse>((request, _) =>
        {
            Fetches.Enqueue(request);
            Epochs.Enqueue(request.ShareSessionEpoch);
            ShareFetchResponse answer = Answers.TryDequeue(out var script) ? script(request) : new();
            answer.AcquisitionLockTimeoutMs = LockTimeoutMs;
            foreach (ShareFetchRequest.FetchTopic topic in request.Topics)
            {
                foreach (ShareFetchRequest.FetchPartition partition in topic.Partitions.Where(static p => p.AcknowledgementBatches.Count > 0))
                {
                    Partition(answer, topic.TopicId, partition.PartitionIndex);
                }
            }

            return answer;
        });
        broker.On<ShareAcknowledgeRequest, ShareAcknowledgeResponse>((request, _) =>
        {
            Acknowledgements.Enqueue(request);
            Epochs.Enqueue(request.ShareSessionEpoch);
            return OnAcknowledge?.Invoke(request) ?? new()
            {
                AcquisitionLockTimeoutMs = LockTimeoutMs,
                Responses = [.. request.Topics.Select(static topic => new ShareAcknowledgeResponse.ShareAcknowledgeTopicResponse
                {
                    TopicId = topic.TopicId,
                    Partitions = [.. topic.Partitions.Select(static p => new ShareAcknowledgeResponse.PartitionData { PartitionIndex = p.PartitionIndex })],
                })],
            };
        });
    }

    /// <summary>Records of one partition, all acquired.</summary>
    public ShareFetchResponse Records(int partition, ReadOnlyMemory<byte> batches, params (long First, long Last, short Count)[] acquired)
    {
        var answer = new ShareFetchResponse();
        ShareFetchResponse.PartitionData data = Partition(answer, Broker.TopicId, partition);
        data.Records = batches;
        data.AcquiredRecords = [.. acquired.Select(static range => new ShareFetchResponse.AcquiredRecords
        {
            FirstOffset = range.First, LastOffset = range.Last, DeliveryCount = range.Count,
        })];
        return answer;
    }

    /// <summary>One batch whose records have the offsets for values; the batch ends behind the last.</summary>
    public static byte[] Batch(params int[] offsets)
    {
        using var builder = new RecordBatchBuilder { BaseOffset = offsets[0] };
        foreach (int offset in offsets)
        {
            builder.AppendAt(offset - offsets[0], 0, NullableBytes.Null, Encoding.UTF8.GetBytes($"{offset}"));
        }

        return builder.Build().ToArray();
    }

    /// <summary>What a request acknowledges, as text: first-last:type.</summary>
    public static string Text(ShareFetchRequest request) => string.Join(' ', request.Topics.SelectMany(static topic => topic.Partitions)
        .SelectMany(static p => p.AcknowledgementBatches.Select(batch => $"{p.PartitionIndex}/{batch.FirstOffset}-{batch.LastOffset}:{batch.AcknowledgeTypes[0]}")));

    public static string Text(ShareAcknowledgeRequest request) => string.Join(' ', request.Topics.SelectMany(static topic => topic.Partitions)
        .SelectMany(static p => p.AcknowledgementBatches.Select(batch => $"{p.PartitionIndex}/{batch.FirstOffset}-{batch.LastOffset}:{batch.AcknowledgeTypes[0]}")));

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task WaitAsync(ShareConsumer<string?, string?> consumer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(cancellationToken))
            {
                Assert.Fail($"Nobody has sent {record.TopicPartitionOffset}.");
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static ShareFetchResponse.PartitionData Partition(ShareFetchResponse answer, Guid topicId, int partition)
    {
        ShareFetchResponse.ShareFetchableTopicResponse? topic = answer.Responses.Find(topic => topic.TopicId == topicId);
        if (topic is null)
        {
            answer.Responses.Add(topic = new() { TopicId = topicId });
        }

        ShareFetchResponse.PartitionData? data = topic.Partitions.Find(data => data.PartitionIndex == partition);
        if (data is null)
        {
            topic.Partitions.Add(data = new() { PartitionIndex = partition });
        }

        return data;
    }
}
