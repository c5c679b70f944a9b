using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups;

/// <summary>What the coordinator adds to the machines: threads, timers, and groups that come and go.</summary>
public sealed class GroupCoordinatorTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Session_of_a_silent_member_lapses_by_the_clock()
    {
        using var groups = new GroupCoordinator(new GroupOptions(), new FakeTopics(), _time, new ThreadedLog(), NullLogger<GroupCoordinator>.Instance);
        JoinGroupResponse joined = await JoinAsync(groups, "g");
        await groups.SyncAsync(new SyncGroupRequest { GroupId = "g", MemberId = joined.MemberId, GenerationId = 1 });
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(ErrorCode.None, Heartbeat(groups, joined));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(ErrorCode.None, Heartbeat(groups, joined));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ErrorCode.UnknownMemberId, Heartbeat(groups, joined));
    }

    [Fact]
    public async Task Group_that_ended_makes_room_for_another_of_its_name()
    {
        using var groups = new GroupCoordinator(new GroupOptions(), new FakeTopics(), _time, new ThreadedLog(), NullLogger<GroupCoordinator>.Instance);
        await groups.CommitAsync("g", Commit(1), ErrorCode.IllegalGeneration);
        Assert.Equal(ErrorCode.None, await groups.DeleteAsync("g"));
        Assert.Equal(ErrorCode.GroupIdNotFound, await groups.DeleteAsync("g"));
        Assert.Empty(groups.List());
        Assert.Equal(1, (await JoinAsync(groups, "g")).GenerationId);
    }

    [Fact]
    public async Task Groups_are_cleaned_at_the_check_interval()
    {
        var options = new GroupOptions { OffsetsRetentionMs = 1_000, OffsetsRetentionCheckIntervalMs = 60_000 };
        var log = new ThreadedLog();
        using var groups = new GroupCoordinator(options, new FakeTopics(), _time, log, NullLogger<GroupCoordinator>.Instance);
        await groups.CommitAsync("g", Commit(1), ErrorCode.IllegalGeneration);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(groups.List());
        _time.Advance(TimeSpan.FromSeconds(1));
        await log.IdleAsync();
        Assert.Empty(groups.List());
    }

    [Theory]
    [InlineData("")]
    [InlineData("member")]
    public async Task Join_that_is_refused_makes_no_group(string memberId)
    {
        using var groups = new GroupCoordinator(new GroupOptions(), new FakeTopics(), _time, new ThreadedLog(), NullLogger<GroupCoordinator>.Instance);
        var join = new JoinGroupRequest { GroupId = "g", MemberId = memberId, SessionTimeoutMs = memberId.Length == 0 ? 1 : 10_000, ProtocolType = "consumer" };
        join.Protocols.Add(new() { Name = "range" });
        JoinGroupResponse response = await groups.JoinAsync(new GroupJoin(join, 5, "client", "/127.0.0.1"));
        Assert.NotEqual(ErrorCode.None, response.ErrorCode);
        Assert.Empty(groups.List());
    }

    [Fact]
    public async Task Commits_from_many_threads_are_each_answered_and_the_last_written_stays()
    {
        const int threads = 8;
        const int commits = 500;
        var log = new ThreadedLog();
        using var groups = new GroupCoordinator(new GroupOptions(), new FakeTopics(), TimeProvider.System, log, NullLogger<GroupCoordinator>.Instance);
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < commits; i++)
            {
                string group = $"g{i % 3}";
                Assert.Equal(ErrorCode.None, await groups.CommitAsync(group, Commit((thread * commits) + i), ErrorCode.IllegalGeneration));
                groups.List();
            }
        })));

        var reader = new GroupRecordReader();
        foreach (GroupRecord record in log.Records)
        {
            reader.Read(record.Key, record.Value is { } value ? value.AsMemory() : default(ReadOnlyMemory<byte>?));
        }

        Assert.Equal(threads * commits, log.Records.Count);
        foreach (GroupSnapshot stored in reader.Groups)
        {
            CommittedOffset? held = null;
            groups.ReadOffsets(stored.Id, (offsets, _) => held = offsets.Values.Single());
            Assert.Equal(stored.Offsets.Values.Single(), held);
        }
    }

    private static GroupCommit Commit(long offset) => new("", null, -1, [GroupHarness.Entry(offset)]);

    private static ErrorCode Heartbeat(GroupCoordinator groups, JoinGroupResponse member) =>
        groups.Heartbeat(new HeartbeatRequest { GroupId = "g", MemberId = member.MemberId, GenerationId = member.GenerationId });

    private static async Task<JoinGroupResponse> JoinAsync(GroupCoordinator groups, string groupId)
    {
        var request = new JoinGroupRequest { GroupId = groupId, SessionTimeoutMs = 10_000, RebalanceTimeoutMs = 10_000, ProtocolType = "consumer" };
        request.Protocols.Add(new() { Name = "range" });
        return await groups.JoinAsync(new GroupJoin(request, 3, "client", "/127.0.0.1"));
    }

    /// <summary>Stores in order, and tells of it on other threads, out of order, or at once.</summary>
    private sealed class ThreadedLog : IOffsetsLog
    {
        private readonly ConcurrentQueue<GroupRecord> _records = new();
        private int _appends;
        private int _waiting;

        public ConcurrentQueue<GroupRecord> Records => _records;

        public bool IsStoredIn(string groupId, int partition) => true;

        public void Append(string groupId, GroupWrite write, Action<ErrorCode> done)
        {
            foreach (GroupRecord record in write.Records)
            {
                _records.Enqueue(record);
            }

            if (Interlocked.Increment(ref _appends) % 4 == 0)
            {
                done(ErrorCode.None);
                return;
            }

            Interlocked.Increment(ref _waiting);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                done(ErrorCode.None);
                Interlocked.Decrement(ref _waiting);
            });
        }

        public async Task IdleAsync()
        {
            while (Volatile.Read(ref _waiting) > 0)
            {
                await Task.Yield();
            }
        }
    }
}
