using System.Collections.Concurrent;
using Weir.Client.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Tests.Groups;

/// <summary>What a member of a KIP-848 group says to a coordinator that follows a script.</summary>
public sealed class ConsumerHeartbeatTests : IAsyncDisposable, IRebalanceListener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeBroker _broker = new() { PartitionCount = 4 };
    private readonly ConcurrentQueue<ConsumerGroupHeartbeatRequest> _heard = new();
    private readonly ConcurrentQueue<string> _events = new();
    private readonly CancellationTokenSource _stop = new(Patience);
    private Func<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> _script = static _ => throw new InvalidOperationException("There is no script.");

    public ConsumerHeartbeatTests()
    {
        _broker.On<FindCoordinatorRequest, FindCoordinatorResponse>((_, _) => new() { NodeId = _broker.Id, Host = "127.0.0.1", Port = _broker.Port });
        _broker.On<OffsetFetchRequest, OffsetFetchResponse>((_, _) => new());
        _broker.On<ListOffsetsRequest, ListOffsetsResponse>((request, _) => new()
        {
            Topics = [.. request.Topics.Select(static topic => new ListOffsetsResponse.ListOffsetsTopicResponse
            {
                Name = topic.Name,
                Partitions = [.. topic.Partitions.Select(static p => new ListOffsetsResponse.ListOffsetsPartitionResponse { PartitionIndex = p.PartitionIndex, Offset = 0 })],
            })],
        });
        _broker.On<FetchRequest, FetchResponse>((_, _) => null);
        _broker.On<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>((request, _) =>
        {
            _heard.Enqueue(request);
            return _script(request);
        });
    }

    /// <summary>The member has taken what it was assigned and said so.</summary>
    private bool HasToldOwned => _heard.Any(h => h.TopicPartitions is { Count: 1 });

    [Fact]
    public async Task Join_tells_everything_and_later_heartbeats_only_what_is_new()
    {
        _script = request => request.MemberEpoch == 0 ? Answer(request, 5, 0, 1) : Answer(request, 5);
        (Task running, Consumer<string?, string?> consumer) = Start();
        await UntilAsync(() => HasToldOwned && _heard.Last().TopicPartitions is null);
        await StopAsync(running, consumer);

        ConsumerGroupHeartbeatRequest[] heard = [.. _heard];
        Assert.Equal((0, 300_000, "range", "rack"), (heard[0].MemberEpoch, heard[0].RebalanceTimeoutMs, heard[0].ServerAssignor, heard[0].RackId));
        Assert.Equal(["t"], heard[0].SubscribedTopicNames!);
        Assert.Empty(heard[0].TopicPartitions!);
        Assert.True(Guid.TryParse(heard[0].MemberId, out _));
        Assert.Equal((heard[0].MemberId, 5, -1), (heard[1].MemberId, heard[1].MemberEpoch, heard[1].RebalanceTimeoutMs));
        Assert.Equal([0, 1], heard.First(h => h.TopicPartitions is { Count: 1 }).TopicPartitions![0].Partitions);
        Assert.All(heard.Skip(1), h => Assert.Null(h.SubscribedTopicNames));
        Assert.Equal((-1, heard[0].MemberId), (heard[^1].MemberEpoch, heard[^1].MemberId));
    }

    [Fact]
    public async Task Timers_that_fire_while_they_are_disposed_of_do_no_harm()
    {
        var timers = new LateTimers();
        _script = request => request.MemberEpoch == 0 ? Answer(request, 5, 0, 1) : Answer(request, 5);
        (Task running, Consumer<string?, string?> consumer) = Start(time: timers);
        await UntilAsync(() => HasToldOwned && timers.Fired > 0 && timers.Pending == 0);
        await StopAsync(running, consumer);
        Assert.Empty(timers.Failures);
    }

    [Fact]
    public async Task Static_member_says_that_it_will_be_back()
    {
        _script = request => Answer(request, 1, 0);
        (Task running, Consumer<string?, string?> consumer) = Start(o => o.GroupInstanceId = "i1");
        await UntilAsync(() => consumer.Assignment.Count == 1);
        await StopAsync(running, consumer);
        Assert.Equal((-2, "i1"), (_heard.Last().MemberEpoch, _heard.Last().InstanceId));
    }

    [Fact]
    public async Task Partition_that_is_taken_away_is_given_up_before_the_broker_is_told()
    {
        _script = request => request.MemberEpoch == 0 ? Answer(request, 1, 0, 1)
            : request.TopicPartitions is [{ Partitions.Count: 1 }] ? Answer(request, 2)
            : request.MemberEpoch == 1 ? Answer(request, 1, 0)
            : Answer(request, request.MemberEpoch);
        (Task running, Consumer<string?, string?> consumer) = Start();
        await UntilAsync(() => _heard.Any(h => h.MemberEpoch == 2));
        Assert.Equal([new TopicPartition("t", 0)], consumer.Assignment);
        await StopAsync(running, consumer);
        Assert.Equal(["+2", "-1"], _events.Where(static e => e != "+0").Take(2));
    }

    [Fact]
    public async Task Fenced_member_loses_everything_and_joins_anew_owning_nothing()
    {
        bool isFenced = false;
        _script = request =>
        {
            if (request.MemberEpoch == 1 && request.TopicPartitions is null && HasToldOwned && !isFenced)
            {
                isFenced = true;
                return new() { ErrorCode = ErrorCode.FencedMemberEpoch };
            }

            return request.MemberEpoch == 0 ? Answer(request, isFenced ? 7 : 1, 0, 1) : Answer(request, request.MemberEpoch);
        };
        (Task running, Consumer<string?, string?> consumer) = Start();
        await UntilAsync(() => _heard.Any(h => h.MemberEpoch == 7));
        await StopAsync(running, consumer);
        ConsumerGroupHeartbeatRequest again = _heard.Last(h => h.MemberEpoch == 0);
        Assert.Empty(again.TopicPartitions!);
        Assert.Equal(["+2", "lost 2", "+2"], _events.Where(static e => e != "+0").Take(3));
    }

    [Fact]
    public async Task Answer_that_does_not_come_is_followed_by_a_heartbeat_that_tells_everything()
    {
        bool wasCut = false;
        _script = request =>
        {
            if (request.MemberEpoch == 1 && request.TopicPartitions is null && HasToldOwned && !wasCut)
            {
                wasCut = true;
                _broker.CutConnections();
            }

            return request.MemberEpoch == 0 ? Answer(request, 1, 0) : Answer(request, 1);
        };
        (Task running, Consumer<string?, string?> consumer) = Start();
        await UntilAsync(() => _heard.Any(h => h is { MemberEpoch: 1, RebalanceTimeoutMs: 300_000 }));
        await StopAsync(running, consumer);
        ConsumerGroupHeartbeatRequest full = _heard.First(h => h is { MemberEpoch: 1, RebalanceTimeoutMs: 300_000 });
        Assert.Equal([0], Assert.Single(full.TopicPartitions!).Partitions);
        Assert.DoesNotContain(_events, static e => e.StartsWith("lost", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ErrorCode.UnreleasedInstanceId)]
    [InlineData(ErrorCode.UnsupportedAssignor)]
    [InlineData(ErrorCode.GroupMaxSizeReached)]
    [InlineData(ErrorCode.GroupAuthorizationFailed)]
    public async Task Refusal_for_good_reaches_the_program(ErrorCode error)
    {
        _script = _ => new() { ErrorCode = error, ErrorMessage = "the broker says why" };
        (Task running, Consumer<string?, string?> consumer) = Start();
        KafkaException refused = await Assert.ThrowsAsync<KafkaException>(() => running);
        Assert.Equal(error, refused.ErrorCode);
        Assert.Contains("the broker says why", refused.Message, StringComparison.Ordinal);
        await consumer.DisposeAsync();
    }

    [Fact]
    public async Task Broker_without_the_protocol_is_named_as_the_reason()
    {
        await using var older = new FakeBroker();
        older.On<FindCoordinatorRequest, FindCoordinatorResponse>((_, _) => new() { NodeId = older.Id, Host = "127.0.0.1", Port = older.Port });
        (Task running, Consumer<string?, string?> consumer) = Start(o => o.BootstrapServers = older.BootstrapServers);
        KafkaException refused = await Assert.ThrowsAsync<KafkaException>(() => running);
        Assert.Equal(ErrorCode.UnsupportedVersion, refused.ErrorCode);
        Assert.Contains("group.protocol=classic", refused.Message, StringComparison.Ordinal);
        await consumer.DisposeAsync();
    }

    public ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Note($"+{partitions.Count}");

    public ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Note($"-{partitions.Count}");

    public ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Note($"lost {partitions.Count}");

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _broker.DisposeAsync();
    }

    private ConsumerGroupHeartbeatResponse Answer(ConsumerGroupHeartbeatRequest request, int epoch, params int[] partitions) => new()
    {
        MemberId = request.MemberId,
        MemberEpoch = request.MemberEpoch < 0 ? request.MemberEpoch : epoch,
        HeartbeatIntervalMs = 20,
        Assignment = partitions.Length == 0 ? null : new() { TopicPartitions = [new() { TopicId = _broker.TopicId, Partitions = [.. partitions] }] },
    };

    private (Task Running, Consumer<string?, string?> Consumer) Start(Action<ConsumerOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new ConsumerOptions
        {
            BootstrapServers = _broker.BootstrapServers,
            GroupId = "g",
            GroupProtocol = GroupProtocol.Consumer,
            GroupRemoteAssignor = "range",
            ClientRack = "rack",
            EnableAutoCommit = false,
            RequestTimeout = TimeSpan.FromSeconds(5),
        };
        configure?.Invoke(options);
        var consumer = new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String, timeProvider: time);
        consumer.Subscribe(["t"], this);
        return (DrainAsync(consumer), consumer);
    }

    private async Task DrainAsync(Consumer<string?, string?> consumer)
    {
        await foreach (var _ in consumer.ConsumeAsync(_stop.Token))
        {
        }
    }

    private async Task StopAsync(Task running, Consumer<string?, string?> consumer)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await consumer.DisposeAsync();
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            string heard = string.Join("; ", _heard.Select(h => $"{h.MemberEpoch} {h.RebalanceTimeoutMs} {h.TopicPartitions?.Count}"));
            Assert.False(_stop.IsCancellationRequested, $"The broker heard {heard}; the listener {string.Join(' ', _events)}.");
            await Task.Delay(5);
        }
    }

    private ValueTask Note(string what)
    {
        _events.Enqueue(what);
        return ValueTask.CompletedTask;
    }
}
