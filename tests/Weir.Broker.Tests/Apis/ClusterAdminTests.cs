using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>APIs that a cluster of one node answers from what it is.</summary>
public sealed class ClusterAdminTests
{
    [Fact]
    public async Task Log_dirs_show_the_one_directory_with_sizes_and_room()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 2);
        using WireClient client = await broker.ConnectAsync();
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("a", "b")), 9);

        DescribeLogDirsResponse some = await client.CallAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(
            new() { Topics = [new() { Topic = "t", Partitions = [0, 9] }, new() { Topic = "missing", Partitions = [0] }] }, 5);
        DescribeLogDirsResponse all = await client.CallAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(new() { Topics = null }, 4);

        DescribeLogDirsResponse.DescribeLogDirsResult dir = Assert.Single(some.Results);
        Assert.Equal((ErrorCode.None, broker.Path), (dir.ErrorCode, dir.LogDir));
        Assert.InRange(dir.UsableBytes, 1, dir.TotalBytes);
        DescribeLogDirsResponse.DescribeLogDirsPartition partition = Assert.Single(Assert.Single(dir.Topics).Partitions);
        Assert.True(partition.PartitionSize > 0 && partition is { PartitionIndex: 0, OffsetLag: 0, IsFutureKey: false });
        Assert.Equal([0, 1], all.Results[0].Topics.Single(topic => topic.Name == "t").Partitions.Select(p => p.PartitionIndex));
    }

    [Fact]
    public async Task A_replica_can_stay_where_it_is_and_go_nowhere_else()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        AlterReplicaLogDirsResponse moved = await client.CallAsync<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>(
            new()
            {
                Dirs =
                [
                    new() { Path = broker.Path, Topics = [new() { Name = "t", Partitions = [0, 1] }] },
                    new() { Path = "/elsewhere", Topics = [new() { Name = "u", Partitions = [0] }] },
                ],
            },
            2);

        Assert.Equal(
            [("t", 0, ErrorCode.None), ("t", 1, ErrorCode.UnknownTopicOrPartition), ("u", 0, ErrorCode.LogDirNotFound)],
            moved.Results.SelectMany(topic => topic.Partitions.Select(p => (topic.TopicName, p.PartitionIndex, p.ErrorCode))));
    }

    [Fact]
    public async Task Leaders_need_no_election()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        ElectLeadersResponse named = await client.CallAsync<ElectLeadersRequest, ElectLeadersResponse>(
            new() { TopicPartitions = [new() { Topic = "t", Partitions = [0, 5] }, new() { Topic = "nope", Partitions = [0] }] }, 2);
        ElectLeadersResponse all = await client.CallAsync<ElectLeadersRequest, ElectLeadersResponse>(new() { TopicPartitions = null }, 2);
        ElectLeadersResponse odd = await client.CallAsync<ElectLeadersRequest, ElectLeadersResponse>(new() { ElectionType = 7, TopicPartitions = null }, 2);

        Assert.Equal(
            [ErrorCode.ElectionNotNeeded, ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition],
            named.ReplicaElectionResults.SelectMany(topic => topic.PartitionResult).Select(partition => partition.ErrorCode));
        Assert.Equal("No such topic as nope", named.ReplicaElectionResults[1].PartitionResult[0].ErrorMessage);
        Assert.Empty(all.ReplicaElectionResults);
        Assert.Equal(ErrorCode.InvalidRequest, odd.ErrorCode);
    }

    [Theory]
    [InlineData("t", 0, new[] { 1 }, ErrorCode.None)]
    [InlineData("t", 0, new[] { 2 }, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("t", 0, new[] { 1, 2 }, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("t", 0, new int[0], ErrorCode.InvalidReplicaAssignment)]
    [InlineData("t", 0, null, ErrorCode.NoReassignmentInProgress)]
    [InlineData("t", 3, new[] { 1 }, ErrorCode.UnknownTopicOrPartition)]
    public async Task A_partition_can_only_be_assigned_to_this_broker(string topic, int index, int[]? replicas, ErrorCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        AlterPartitionReassignmentsResponse response = await client.CallAsync<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(
            new() { Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = index, Replicas = replicas?.ToList() }] }] }, 1);

        Assert.Equal(expected, Assert.Single(Assert.Single(response.Responses).Partitions).ErrorCode);
        ListPartitionReassignmentsResponse none = await client.CallAsync<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(new(), 0);
        Assert.Equal((ErrorCode.None, 0), (none.ErrorCode, none.Topics.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_quorum_is_this_node(short version)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        DescribeQuorumResponse response = await client.CallAsync<DescribeQuorumRequest, DescribeQuorumResponse>(
            new() { Topics = [new() { TopicName = "__cluster_metadata", Partitions = [new()] }, new() { TopicName = "other", Partitions = [new()] }] }, version);

        DescribeQuorumResponse.PartitionData quorum = response.Topics[0].Partitions[0];
        DescribeQuorumResponse.ReplicaState voter = Assert.Single(quorum.CurrentVoters);
        Assert.Equal((ErrorCode.None, 1, 1), (quorum.ErrorCode, quorum.LeaderId, voter.ReplicaId));
        Assert.InRange(quorum.HighWatermark, 0, voter.LogEndOffset);
        Assert.Equal(version < 2 ? Guid.Empty : broker.Server.Services.Logs.DirectoryId, voter.ReplicaDirectoryId);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, response.Topics[1].Partitions[0].ErrorCode);
    }

    [Theory]
    [InlineData("metadata.version", 30, 3, ErrorCode.None, null)]
    [InlineData("metadata.version", 29, 1, ErrorCode.InvalidUpdateVersion, "Can't downgrade the version of this feature without setting the upgrade type")]
    [InlineData("metadata.version", 29, 2, ErrorCode.InvalidUpdateVersion, "downgrade from 30 to 29. Refusing to perform the requested downgrade")]
    [InlineData("metadata.version", 7, 3, ErrorCode.InvalidUpdateVersion, "downgrade from 30 to 7. Unsafe metadata downgrade is not supported")]
    [InlineData("metadata.version", 99, 3, ErrorCode.InvalidUpdateVersion, "Local controller 1 only supports versions 7-30")]
    [InlineData("transaction.version", -1, 3, ErrorCode.InvalidUpdateVersion, "A feature version cannot be less than 0.")]
    [InlineData("transaction.version", 2, 0, ErrorCode.InvalidUpdateVersion, "The controller does not support the given upgrade type.")]
    [InlineData("nope", 1, 3, ErrorCode.InvalidUpdateVersion, "Local controller 1 does not support this feature.")]
    public async Task Features_are_updated_within_what_is_supported(string feature, short level, sbyte type, ErrorCode expected, string? message)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        var request = new UpdateFeaturesRequest { FeatureUpdates = [new() { Feature = feature, MaxVersionLevel = level, UpgradeType = type }] };

        UpdateFeaturesResponse latest = await client.CallAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(request, 2);
        UpdateFeaturesResponse older = await client.CallAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(request, 1);

        Assert.Equal((expected, expected), (latest.ErrorCode, older.ErrorCode));
        Assert.Equal(expected == ErrorCode.None ? [feature] : [], older.Results.Select(result => result.Feature));
        Assert.Contains(message ?? string.Empty, latest.ErrorMessage ?? string.Empty, StringComparison.Ordinal);
        Assert.Equal(MetadataController.MetadataVersion, broker.Server.Services.Controller.FeatureLevel("metadata.version"));
    }

    [Fact]
    public async Task A_feature_that_is_put_out_of_use_stays_so_and_comes_back()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using (WireClient client = await broker.ConnectAsync())
        {
            Assert.Equal(ErrorCode.InvalidUpdateVersion, await UpdateAsync(client, 0, type: 1));
            Assert.Equal(ErrorCode.None, await JoinAsync(client));
            Assert.Equal(ErrorCode.None, await UpdateAsync(client, 0, type: 2));
            Assert.Equal(ErrorCode.UnsupportedVersion, await JoinAsync(client));
        }

        broker.Server.Services.Controller.WriteSnapshot();
        await broker.RestartAsync();
        using WireClient later = await broker.ConnectAsync();
        ApiVersionsResponse versions = await later.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(new() { ClientSoftwareName = "t", ClientSoftwareVersion = "1" }, 4);

        Assert.DoesNotContain(versions.FinalizedFeatures, feature => feature.Name == "group.version");
        Assert.Contains(versions.FinalizedFeatures, feature => feature.Name == "transaction.version");
        Assert.Equal(ErrorCode.UnsupportedVersion, await JoinAsync(later));
        Assert.Equal(ErrorCode.InvalidUpdateVersion, await UpdateAsync(later, 1, type: 2));
        Assert.Equal(ErrorCode.None, await UpdateAsync(later, 1, type: 1));
        Assert.Equal(ErrorCode.None, await JoinAsync(later));

        static async Task<ErrorCode> UpdateAsync(WireClient client, short level, sbyte type) => (await client.CallAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(
            new() { FeatureUpdates = [new() { Feature = "group.version", MaxVersionLevel = level, UpgradeType = type }] }, 2)).ErrorCode;

        static async Task<ErrorCode> JoinAsync(WireClient client) => (await client.CallAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
            new() { GroupId = "g", MemberId = $"{Guid.NewGuid()}", MemberEpoch = 0, RebalanceTimeoutMs = 1000, SubscribedTopicNames = ["t"], TopicPartitions = [] }, 1)).ErrorCode;
    }

    [Theory]
    [InlineData(false, ErrorCode.InvalidUpdateVersion)]
    [InlineData(true, ErrorCode.None)]
    public async Task The_oldest_version_says_whether_a_level_may_go_down(bool allowsDowngrade, ErrorCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        UpdateFeaturesResponse response = await client.CallAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(
            new() { FeatureUpdates = [new() { Feature = "transaction.version", MaxVersionLevel = 1, AllowDowngrade = allowsDowngrade }] }, 0);

        Assert.Equal(expected, response.ErrorCode);
        Assert.Equal(expected == ErrorCode.None ? 1 : 2, broker.Server.Services.Controller.FeatureLevel("transaction.version"));
    }

    [Fact]
    public async Task Unknown_upgrade_and_election_types_are_refused_for_all_they_name()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        UpdateFeaturesResponse features = await client.CallAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(
            new() { FeatureUpdates = [new() { Feature = "transaction.version", MaxVersionLevel = 2, UpgradeType = 0 }] }, 2);
        ElectLeadersResponse elected = await client.CallAsync<ElectLeadersRequest, ElectLeadersResponse>(
            new() { ElectionType = 2, TopicPartitions = [new() { Topic = "t", Partitions = [0] }] }, 2);

        Assert.Equal(ErrorCode.InvalidUpdateVersion, features.ErrorCode);
        Assert.Equal((ErrorCode.InvalidRequest, ErrorCode.InvalidRequest), (elected.ErrorCode, elected.ReplicaElectionResults[0].PartitionResult[0].ErrorCode));
    }

    [Fact]
    public async Task Access_control_is_said_to_be_off_item_by_item()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        DescribeAclsResponse described = await client.CallAsync<DescribeAclsRequest, DescribeAclsResponse>(new() { ResourceTypeFilter = 1, Operation = 1, PermissionType = 1 }, 3);
        CreateAclsResponse created = await client.CallAsync<CreateAclsRequest, CreateAclsResponse>(new() { Creations = [new(), new()] }, 3);
        DeleteAclsResponse deleted = await client.CallAsync<DeleteAclsRequest, DeleteAclsResponse>(new() { Filters = [new(), new()] }, 1);

        Assert.Equal((ErrorCode.SecurityDisabled, "No Authorizer is configured on the broker"), (described.ErrorCode, described.ErrorMessage));
        Assert.Equal([ErrorCode.SecurityDisabled, ErrorCode.SecurityDisabled], created.Results.Select(result => result.ErrorCode));
        Assert.Equal([ErrorCode.SecurityDisabled, ErrorCode.SecurityDisabled], deleted.FilterResults.Select(result => result.ErrorCode));
    }
}
