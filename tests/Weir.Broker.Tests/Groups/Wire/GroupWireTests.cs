using System.Text;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Wire;

/// <summary>The group APIs over a socket, at the versions clients use.</summary>
public sealed class GroupWireTests
{
    /// <summary>Every API is asked at this version, or the nearest it has: 0 to 10 covers all versions of all group APIs.</summary>
    public static TheoryData<short> Versions => [.. Enumerable.Range(0, 11).Select(v => (short)v)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Group_runs_its_course_at_any_version(short version)
    {
        await using GroupBroker broker = await GroupBroker.StartAsync(version % 2 == 0 ? Durability.Os : Durability.Disk);
        using WireClient client = await broker.ConnectAsync();
        FindCoordinatorResponse found = await client.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new() { Key = "g", CoordinatorKeys = ["g", ""] }, AtMost(6));
        Assert.All(found.Coordinators, coordinator => Assert.Equal(ErrorCode.None, coordinator.ErrorCode));
        Assert.Equal(broker.Server.AdvertisedEndpoint.Port, AtMost(6) >= 4 ? found.Coordinators[0].Port : found.Port);

        JoinGroupResponse joined = await JoinAsync(client, AtMost(9));
        var sync = new SyncGroupRequest
        {
            GroupId = "g",
            MemberId = joined.MemberId,
            GenerationId = joined.GenerationId,
            ProtocolType = "consumer",
            ProtocolName = "range",
            Assignments = [new() { MemberId = joined.MemberId, Assignment = Encoding.UTF8.GetBytes("part") }],
        };
        SyncGroupResponse synced = await client.SendAsync<SyncGroupRequest, SyncGroupResponse>(sync, AtMost(5));
        Assert.Equal((ErrorCode.None, "part"), (synced.ErrorCode, Encoding.UTF8.GetString(synced.Assignment.Span)));

        var heartbeat = new HeartbeatRequest { GroupId = "g", MemberId = joined.MemberId, GenerationId = joined.GenerationId };
        Assert.Equal(ErrorCode.None, (await client.SendAsync<HeartbeatRequest, HeartbeatResponse>(heartbeat, AtMost(4))).ErrorCode);

        Assert.Equal(ErrorCode.None, await CommitAsync(client, broker, Math.Max((short)2, version), joined.MemberId, joined.GenerationId, 42));
        (long offset, ErrorCode error) = await FetchAsync(client, broker, Math.Max((short)1, version), "t");
        Assert.Equal((42, ErrorCode.None), (offset, error));

        DescribeGroupsResponse described = await client.SendAsync<DescribeGroupsRequest, DescribeGroupsResponse>(new() { Groups = ["g"] }, AtMost(6));
        Assert.Equal(("Stable", "range", "/127.0.0.1"), (described.Groups[0].GroupState, described.Groups[0].ProtocolData, described.Groups[0].Members[0].ClientHost));
        ListGroupsResponse listed = await client.SendAsync<ListGroupsRequest, ListGroupsResponse>(new(), AtMost(5));
        Assert.Equal(("g", "consumer"), (listed.Groups[0].GroupId, listed.Groups[0].ProtocolType));

        var leave = new LeaveGroupRequest { GroupId = "g", MemberId = joined.MemberId };
        leave.Members.Add(new() { MemberId = joined.MemberId });
        LeaveGroupResponse left = await client.SendAsync<LeaveGroupRequest, LeaveGroupResponse>(leave, AtMost(5));
        Assert.Equal(ErrorCode.None, AtMost(5) >= 3 ? left.Members[0].ErrorCode : left.ErrorCode);
        DeleteGroupsResponse deleted = await client.SendAsync<DeleteGroupsRequest, DeleteGroupsResponse>(new() { GroupsNames = ["g"] }, AtMost(2));
        Assert.Equal(ErrorCode.None, deleted.Results[0].ErrorCode);

        short AtMost(short highest) => Math.Min(version, highest);
    }

    [Fact]
    public async Task Two_members_over_two_connections_share_a_group()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient first = await broker.ConnectAsync();
        using WireClient second = await broker.ConnectAsync();
        JoinGroupResponse alone = await JoinAsync(first, 5);
        Task<JoinGroupResponse> newcomer = JoinAsync(second, 3);
        await UntilAsync(async () => await HeartbeatAsync(broker, alone) == ErrorCode.RebalanceInProgress);
        Assert.False(newcomer.IsCompleted);

        JoinGroupResponse together = await JoinAsync(first, 5, alone.MemberId);
        Assert.Equal((2, 2), (together.Members.Count, (await newcomer).GenerationId));
    }

    [Theory]
    [InlineData(Durability.Disk)]
    [InlineData(Durability.Os)]
    public async Task Group_and_offsets_are_there_after_a_restart(Durability durability)
    {
        await using GroupBroker broker = await GroupBroker.StartAsync(durability);
        JoinGroupResponse joined;
        using (WireClient client = await broker.ConnectAsync())
        {
            joined = await JoinAsync(client, 5);
            await client.SendAsync<SyncGroupRequest, SyncGroupResponse>(new() { GroupId = "g", MemberId = joined.MemberId, GenerationId = 1 }, 3);
            await CommitAsync(client, broker, 8, joined.MemberId, 1, 42);
        }

        await broker.RestartAsync();
        using WireClient again = await broker.ConnectAsync();
        Assert.Equal((42, ErrorCode.None), await FetchAsync(again, broker, 8, "t"));
        Assert.Equal(ErrorCode.None, await HeartbeatAsync(broker, joined));
    }

    [Fact]
    public async Task Offsets_of_a_deleted_topic_go_with_it()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        await CommitAsync(client, broker, 8, "", -1, 42);
        Assert.True(broker.Server.Services.TopicAdmin.Delete(broker.Topic("t")).IsNone);
        await UntilAsync(async () => (await FetchAsync(client, broker, 8, "t")).Offset == -1);

        await broker.RestartAsync();
        await broker.Server.CreateTopicAsync("t", 2);
        using WireClient again = await broker.ConnectAsync();
        Assert.Equal((-1, ErrorCode.None), await FetchAsync(again, broker, 8, "t"));
    }

    [Fact]
    public async Task Fetch_of_all_offsets_lists_what_was_committed()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        await CommitAsync(client, broker, 8, "", -1, 42);
        var request = new OffsetFetchRequest { Groups = [new() { GroupId = "g", Topics = null }, new() { GroupId = "absent", Topics = null }] };

        OffsetFetchResponse byName = await client.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(request, 8);
        Assert.Equal(("t", 42), (byName.Groups[0].Topics[0].Name, byName.Groups[0].Topics[0].Partitions[0].CommittedOffset));
        Assert.Equal((ErrorCode.None, 0), (byName.Groups[1].ErrorCode, byName.Groups[1].Topics.Count));
        OffsetFetchResponse byId = await client.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(request, 10);
        Assert.Equal(broker.Topic("t").Id, byId.Groups[0].Topics[0].TopicId);
    }

    [Fact]
    public async Task Topics_that_do_not_exist_are_refused_for_themselves_alone()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        var commit = new OffsetCommitRequest { GroupId = "g", Topics = [Wanted("t", 0), Wanted("t", 9), Wanted("nope", 0)] };
        OffsetCommitResponse byName = await client.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(commit, 9);
        Assert.Equal(
            [ErrorCode.None, ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition],
            byName.Topics.Select(t => t.Partitions[0].ErrorCode));

        commit.Topics[0].TopicId = broker.Topic("t").Id;
        commit.Topics[2].TopicId = Guid.NewGuid();
        commit.Topics.RemoveAt(1);
        OffsetCommitResponse byId = await client.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(commit, 10);
        Assert.Equal([ErrorCode.None, ErrorCode.UnknownTopicId], byId.Topics.Select(t => t.Partitions[0].ErrorCode));

        var fetch = new OffsetFetchRequest { Groups = [new() { GroupId = "g", Topics = [new() { TopicId = commit.Topics[1].TopicId, PartitionIndexes = [0] }] }] };
        OffsetFetchResponse fetched = await client.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(fetch, 10);
        Assert.Equal((ErrorCode.UnknownTopicId, -1), (fetched.Groups[0].Topics[0].Partitions[0].ErrorCode, fetched.Groups[0].Topics[0].Partitions[0].CommittedOffset));
    }

    [Theory]
    [InlineData(8, ErrorCode.IllegalGeneration)]
    [InlineData(9, ErrorCode.GroupIdNotFound)]
    public async Task Commit_with_a_generation_to_an_unknown_group_is_refused(short version, ErrorCode expected)
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(expected, await CommitAsync(client, broker, version, "m", 1, 42));
    }

    [Theory]
    [InlineData(5, ErrorCode.None)]
    [InlineData(6, ErrorCode.GroupIdNotFound)]
    public async Task Description_of_an_unknown_group_is_dead(short version, ErrorCode expected)
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        DescribeGroupsResponse response = await client.SendAsync<DescribeGroupsRequest, DescribeGroupsResponse>(new() { Groups = ["absent"] }, version);
        Assert.Equal((expected, "Dead"), (response.Groups[0].ErrorCode, response.Groups[0].GroupState));
    }

    [Fact]
    public async Task List_is_filtered_by_state_and_type()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        await CommitAsync(client, broker, 8, "", -1, 42);
        Assert.Equal(["g"], await ListAsync(["empty"], ["Classic"]));
        Assert.Empty(await ListAsync(["Stable"], []));
        Assert.Empty(await ListAsync([], ["consumer"]));

        async Task<IEnumerable<string>> ListAsync(List<string> states, List<string> types) =>
            (await client.SendAsync<ListGroupsRequest, ListGroupsResponse>(new() { StatesFilter = states, TypesFilter = types }, 5)).Groups.Select(g => g.GroupId);
    }

    [Theory]
    [InlineData("x", 2, ErrorCode.InvalidRequest)]
    [InlineData("x", 7, ErrorCode.InvalidRequest)]
    public async Task Coordinator_that_cannot_be_told_comes_with_a_reason(string key, sbyte keyType, ErrorCode expected)
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        var request = new FindCoordinatorRequest { Key = key, KeyType = keyType, CoordinatorKeys = [key, key] };
        FindCoordinatorResponse single = await client.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(request, 3);
        FindCoordinatorResponse batched = await client.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(request, 6);
        Assert.Equal((expected, -1), (single.ErrorCode, single.NodeId));
        Assert.NotEmpty(single.ErrorMessage!);
        Assert.Equal([expected, expected], batched.Coordinators.Select(c => c.ErrorCode));
    }

    [Fact]
    public async Task Offsets_are_deleted_unless_the_topic_is_unknown()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        await CommitAsync(client, broker, 8, "", -1, 42);
        var request = new OffsetDeleteRequest { GroupId = "g", Topics = [new() { Name = "t", Partitions = [new()] }, new() { Name = "nope", Partitions = [new()] }] };
        OffsetDeleteResponse response = await client.SendAsync<OffsetDeleteRequest, OffsetDeleteResponse>(request, 0);
        Assert.Equal([ErrorCode.None, ErrorCode.UnknownTopicOrPartition], response.Topics.Select(t => t.Partitions[0].ErrorCode));
        Assert.Equal((-1, ErrorCode.None), await FetchAsync(client, broker, 8, "t"));

        request.GroupId = "absent";
        Assert.Equal(ErrorCode.GroupIdNotFound, (await client.SendAsync<OffsetDeleteRequest, OffsetDeleteResponse>(request, 0)).ErrorCode);
    }

    [Fact]
    public async Task Sync_v5_without_protocol_is_inconsistent()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        SyncGroupResponse response = await client.SendAsync<SyncGroupRequest, SyncGroupResponse>(new() { GroupId = "g", MemberId = "m" }, 5);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, response.ErrorCode);
    }

    private static OffsetCommitRequest.OffsetCommitRequestTopic Wanted(string topic, int partition) =>
        new() { Name = topic, Partitions = [new() { PartitionIndex = partition, CommittedOffset = 1 }] };

    private static async Task<JoinGroupResponse> JoinAsync(WireClient client, short version, string memberId = "")
    {
        var request = new JoinGroupRequest { GroupId = "g", MemberId = memberId, SessionTimeoutMs = 30_000, RebalanceTimeoutMs = 30_000, ProtocolType = "consumer" };
        request.Protocols.Add(new() { Name = "range", Metadata = GroupHarness.Subscription("t") });
        JoinGroupResponse response = await client.SendAsync<JoinGroupRequest, JoinGroupResponse>(request, version);
        if (response.ErrorCode == ErrorCode.MemberIdRequired)
        {
            Assert.True(version >= 4);
            response = await JoinAsync(client, version, response.MemberId);
        }

        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return response;
    }

    private static async Task<ErrorCode> HeartbeatAsync(GroupBroker broker, JoinGroupResponse member)
    {
        using WireClient client = await broker.ConnectAsync();
        var request = new HeartbeatRequest { GroupId = "g", MemberId = member.MemberId, GenerationId = member.GenerationId };
        return (await client.SendAsync<HeartbeatRequest, HeartbeatResponse>(request, 3)).ErrorCode;
    }

    private static async Task<ErrorCode> CommitAsync(WireClient client, GroupBroker broker, short version, string memberId, int generation, long offset)
    {
        var request = new OffsetCommitRequest { GroupId = "g", MemberId = memberId, GenerationIdOrMemberEpoch = generation };
        request.Topics.Add(new() { Name = "t", TopicId = broker.Topic("t").Id, Partitions = [new() { CommittedOffset = offset, CommittedMetadata = null }] });
        OffsetCommitResponse response = await client.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(request, version);
        return response.Topics[0].Partitions[0].ErrorCode;
    }

    private static async Task<(long Offset, ErrorCode Error)> FetchAsync(WireClient client, GroupBroker broker, short version, string topic)
    {
        Guid topicId = version >= 10 ? broker.Topic(topic).Id : Guid.Empty;
        var request = new OffsetFetchRequest
        {
            GroupId = "g",
            Topics = [new() { Name = topic, PartitionIndexes = [0] }],
            Groups = [new() { GroupId = "g", Topics = [new() { Name = topic, TopicId = topicId, PartitionIndexes = [0] }] }],
        };
        OffsetFetchResponse response = await client.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(request, version);
        return version >= 8
            ? (response.Groups[0].Topics[0].Partitions[0].CommittedOffset, response.Groups[0].Topics[0].Partitions[0].ErrorCode)
            : (response.Topics[0].Partitions[0].CommittedOffset, response.Topics[0].Partitions[0].ErrorCode);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
