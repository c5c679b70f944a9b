using Weir.Client.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Messages;
using static Weir.Client.Tests.Sharing.ShareConversation;

namespace Weir.Client.Tests.Sharing;

/// <summary>What a share consumer says to a broker that follows a script.</summary>
public sealed class ShareConsumerWireTests : IAsyncDisposable
{
    private readonly ShareConversation _talk = new();

    [Fact]
    public async Task Session_is_opened_with_all_partitions_goes_on_with_changes_and_ends_with_the_last_word()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0, 1, 2), (0, 2, 1)));
        ShareConsumer<string?, string?> consumer = _talk.Consumer();
        List<ConsumeResult<string?, string?>> records = await _talk.ReadAsync(consumer, 3);
        Assert.Equal(["0", "1", "2"], records.Select(static r => r.Value));
        consumer.Acknowledge(records[0]);
        consumer.Acknowledge(records[1], AcknowledgeType.Release);
        int fetches = _talk.Fetches.Count;
        await _talk.WaitUntilAsync(consumer, () => _talk.Fetches.Count > fetches);
        consumer.Acknowledge(records[2], AcknowledgeType.Reject);
        await consumer.DisposeAsync();

        ShareFetchRequest[] heard = [.. _talk.Fetches];
        Assert.Equal((0, 500, 500), (heard[0].ShareSessionEpoch, heard[0].MaxRecords, heard[0].BatchSize));
        Assert.Equal([0], Assert.Single(heard[0].Topics).Partitions.Select(static p => p.PartitionIndex));
        Assert.Contains("0/0-0:1 0/1-1:2", heard.Select(Text));
        Assert.All(heard.Skip(1).Where(static f => Text(f).Length == 0), static f => Assert.Empty(f.Topics));
        ShareAcknowledgeRequest last = Assert.Single(_talk.Acknowledgements);
        Assert.Equal((-1, "0/2-2:3"), (last.ShareSessionEpoch, Text(last)));
        Assert.Equal([.. Enumerable.Range(0, _talk.Epochs.Count - 1), -1], _talk.Epochs);
        Assert.Equal(-1, _talk.Heartbeats.Last().MemberEpoch);
        Assert.Equal([_talk.Heartbeats.First().MemberId], heard.Select(static f => f.MemberId).Distinct());
    }

    [Fact]
    public async Task Partition_that_is_assigned_or_taken_away_later_is_added_or_forgotten()
    {
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        await _talk.WaitUntilAsync(consumer, () => _talk.Fetches.Count > 1);
        _talk.AssignedPartitions = 2;
        await _talk.WaitUntilAsync(consumer, () => _talk.Fetches.Any(static f => f.ShareSessionEpoch > 0 && f.Topics.Count > 0));
        _talk.AssignedPartitions = 1;
        await _talk.WaitUntilAsync(consumer, () => _talk.Fetches.Any(static f => f.ForgottenTopicsData.Count > 0));
        Assert.Equal([1], _talk.Fetches.First(static f => f.ShareSessionEpoch > 0 && f.Topics.Count > 0).Topics[0].Partitions.Select(static p => p.PartitionIndex));
        Assert.Equal([1], _talk.Fetches.First(static f => f.ForgottenTopicsData.Count > 0).ForgottenTopicsData[0].Partitions);
    }

    [Fact]
    public async Task Epoch_the_broker_did_not_expect_begins_another_session_that_takes_over_what_is_in_hand()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0, 1), (0, 1, 1)));
        _talk.Answers.Enqueue(static _ => new() { ErrorCode = ErrorCode.InvalidShareSessionEpoch });
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        List<ConsumeResult<string?, string?>> records = await _talk.ReadAsync(consumer, 2);
        List<AcknowledgementResult> results = [];
        consumer.AcknowledgementHandler = results.Add;
        consumer.Acknowledge(records[0]);
        await _talk.WaitUntilAsync(consumer, () => _talk.Epochs.Count(static epoch => epoch == 0) == 2 && results.Count > 0);
        Assert.Equal(ErrorCode.InvalidShareSessionEpoch, Assert.Single(results).Error?.ErrorCode);
        consumer.Acknowledge(records[1]);
        Assert.Equal([null], (await consumer.CommitAsync()).Values);
        Assert.Equal("0/1-1:1", Text(_talk.Acknowledgements.Last()));
    }

    [Fact]
    public async Task Session_the_broker_does_not_know_loses_what_is_in_hand_and_begins_another()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0, 1), (0, 1, 1)));
        _talk.Answers.Enqueue(static _ => new() { ErrorCode = ErrorCode.ShareSessionNotFound });
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0, 1), (0, 1, 2)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        List<ConsumeResult<string?, string?>> records = await _talk.ReadAsync(consumer, 2);
        consumer.Acknowledge(records[0]);
        List<ConsumeResult<string?, string?>> again = await _talk.ReadAsync(consumer, 2);
        Assert.Equal([2, 2], again.Select(static r => r.DeliveryCount));
        Assert.Equal([0, 1, 0], _talk.Epochs.Take(3));
    }

    [Fact]
    public async Task Connection_that_is_cut_loses_what_is_in_hand_and_begins_another_session()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0, 1), (0, 1, 1)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        List<ConsumeResult<string?, string?>> records = await _talk.ReadAsync(consumer, 2);
        _talk.Broker.CutConnections();
        await _talk.WaitUntilAsync(consumer, () => _talk.Epochs.Count(static epoch => epoch == 0) == 2);
        consumer.Acknowledge(records[0]);
        Assert.Equal(ErrorCode.InvalidRecordState, Assert.Single(await consumer.CommitAsync()).Value?.ErrorCode);
    }

    [Fact]
    public async Task Offsets_without_a_record_are_acknowledged_as_gaps()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(1, 4), (0, 6, 1)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        foreach (ConsumeResult<string?, string?> record in await _talk.ReadAsync(consumer, 2))
        {
            consumer.Acknowledge(record);
        }

        await _talk.WaitUntilAsync(consumer, () => _talk.Fetches.Any(static f => Text(f).Length > 0));
        Assert.Equal("0/0-0:0 0/1-1:1 0/2-3:0 0/4-4:1 0/5-6:0", _talk.Fetches.Select(Text).First(static text => text.Length > 0));
    }

    [Fact]
    public async Task Records_of_others_in_the_same_batch_are_not_handed_out()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0, 1, 2, 3, 4, 5), (1, 1, 3), (4, 4, 1)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        List<ConsumeResult<string?, string?>> records = await _talk.ReadAsync(consumer, 2);
        Assert.Equal([(1L, 3), (4L, 1)], records.Select(static r => (r.Offset, r.DeliveryCount)));
    }

    [Fact]
    public async Task Batch_with_a_wrong_checksum_is_rejected_and_the_next_one_is_read()
    {
        byte[] corrupt = Batch(0, 1);
        corrupt[^1] ^= 1;
        _talk.Answers.Enqueue(_ => _talk.Records(0, (byte[])[.. corrupt, .. Batch(2)], (0, 2, 1)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => _talk.ReadAsync(consumer, 1));
        Assert.Equal(ErrorCode.CorruptMessage, error.ErrorCode);
        consumer.Acknowledge(Assert.Single(await _talk.ReadAsync(consumer, 1)));
        await consumer.CommitAsync();
        Assert.Equal("0/0-1:3 0/2-2:1", Text(_talk.Acknowledgements.Last()));
    }

    [Fact]
    public async Task Nothing_more_is_fetched_while_as_many_records_as_allowed_are_in_hand()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0, 1), (0, 1, 1)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer(static o => o.MaxPollRecords = 2);
        List<ConsumeResult<string?, string?>> records = await _talk.ReadAsync(consumer, 2);
        int fetches = _talk.Fetches.Count;
        consumer.Acknowledge(records[0], AcknowledgeType.Renew);
        await _talk.WaitUntilAsync(consumer, () => !_talk.Acknowledgements.IsEmpty);
        Assert.Equal(("0/0-0:4", true), (Text(_talk.Acknowledgements.First()), _talk.Acknowledgements.First().IsRenewAck));
        Assert.Equal(fetches, _talk.Fetches.Count);
        consumer.Acknowledge(records[0]);
        await _talk.WaitUntilAsync(consumer, () => _talk.Fetches.Count > fetches);
        Assert.Equal("0/0-0:1", Text(_talk.Fetches.ElementAt(fetches)));
    }

    [Fact]
    public async Task Renewal_is_refused_where_the_broker_does_not_know_it()
    {
        _talk.Broker.Limit(ApiKey.ShareAcknowledge, 1);
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0), (0, 0, 1)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        consumer.Acknowledge(Assert.Single(await _talk.ReadAsync(consumer, 1)), AcknowledgeType.Renew);
        Assert.Equal(ErrorCode.UnsupportedVersion, Assert.Single(await consumer.CommitAsync()).Value?.ErrorCode);
    }

    [Fact]
    public async Task Leader_that_has_moved_is_followed()
    {
        await using var other = new FakeBroker(2) { TopicId = _talk.Broker.TopicId, PartitionCount = 2 };
        _talk.Broker.Cluster = other.Cluster = [_talk.Broker, other];
        List<ShareFetchRequest> there = [];
        other.On<ShareFetchRequest, ShareFetchResponse>((request, _) =>
        {
            there.Add(request);
            return there.Count == 1 ? _talk.Records(0, Batch(7), (7, 7, 1)) : new();
        });
        _talk.Answers.Enqueue(_ =>
        {
            _talk.Broker.LeaderId = other.LeaderId = 2;
            ShareFetchResponse refused = _talk.Records(0, default);
            refused.Responses[0].Partitions[0].ErrorCode = ErrorCode.NotLeaderOrFollower;
            return refused;
        });
        ShareConsumer<string?, string?> consumer = _talk.Consumer();
        Assert.Equal("7", Assert.Single(await _talk.ReadAsync(consumer, 1)).Value);
        Assert.Equal(0, there[0].ShareSessionEpoch);
        await other.DisposeAsync();
        await consumer.DisposeAsync();
    }

    [Fact]
    public async Task Member_that_is_fenced_joins_anew_and_begins_another_session()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0), (0, 0, 1)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        ConsumeResult<string?, string?> record = Assert.Single(await _talk.ReadAsync(consumer, 1));
        string before = consumer.MemberId;
        _talk.OnHeartbeat = request => request.MemberId == before ? new() { ErrorCode = ErrorCode.FencedMemberEpoch } : null;
        await _talk.WaitUntilAsync(consumer, () => _talk.Fetches.Any(f => f.MemberId != before));
        Assert.Equal(0, _talk.Fetches.First(f => f.MemberId != before).ShareSessionEpoch);
        consumer.Acknowledge(record);
        Assert.Equal(ErrorCode.InvalidRecordState, Assert.Single(await consumer.CommitAsync()).Value?.ErrorCode);
    }

    [Theory]
    [InlineData(ErrorCode.GroupAuthorizationFailed)]
    [InlineData(ErrorCode.GroupMaxSizeReached)]
    public async Task Refusal_for_good_reaches_the_program(ErrorCode error)
    {
        _talk.OnHeartbeat = _ => new() { ErrorCode = error, ErrorMessage = "the broker says why" };
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        KafkaException refused = await Assert.ThrowsAsync<KafkaException>(() => _talk.ReadAsync(consumer, 1));
        Assert.Equal(error, refused.ErrorCode);
        Assert.Contains("the broker says why", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ranges_that_make_no_sense_are_an_error()
    {
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0), (0, long.MaxValue - 1, 1)));
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => _talk.ReadAsync(consumer, 1));
        Assert.Equal(ErrorCode.CorruptMessage, error.ErrorCode);
    }

    public ValueTask DisposeAsync() => _talk.DisposeAsync();
}
