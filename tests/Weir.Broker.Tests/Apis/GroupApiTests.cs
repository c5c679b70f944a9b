using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class GroupApiTests
{
    [Fact]
    public async Task Offsets_of_a_group_without_a_name_cannot_be_deleted()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        OffsetDeleteResponse response = await client.CallAsync<OffsetDeleteRequest, OffsetDeleteResponse>(
            new() { Topics = [new() { Name = "missing", Partitions = [new() { PartitionIndex = 0 }] }] }, 0);
        Assert.Equal(ErrorCode.InvalidGroupId, response.ErrorCode);
        Assert.Empty(response.Topics);
    }

    [Theory]
    [InlineData(5, ErrorCode.None, AuthorizedOperations.AllOnGroup)]
    [InlineData(6, ErrorCode.GroupIdNotFound, int.MinValue)]
    public async Task Authorized_operations_are_told_of_a_group_that_is_not_there_unless_it_is_an_error(short version, ErrorCode expected, int operations)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        DescribeGroupsResponse response = await client.CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(new() { Groups = ["g"], IncludeAuthorizedOperations = true }, version);
        DescribeGroupsResponse.DescribedGroup group = Assert.Single(response.Groups);
        Assert.Equal((expected, operations), (group.ErrorCode, group.AuthorizedOperations));
    }

    [Fact]
    public async Task A_member_that_is_given_its_id_learns_no_protocol()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        var request = new JoinGroupRequest { GroupId = "g", SessionTimeoutMs = 30_000, ProtocolType = "consumer", Protocols = [new() { Name = "range" }] };
        JoinGroupResponse response = await client.CallAsync<JoinGroupRequest, JoinGroupResponse>(request, 7);
        Assert.Equal(ErrorCode.MemberIdRequired, response.ErrorCode);
        Assert.Null(response.ProtocolName);
    }

    [Fact]
    public async Task A_transactional_id_without_a_name_is_an_invalid_request()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        DescribeTransactionsResponse described = await client.CallAsync<DescribeTransactionsRequest, DescribeTransactionsResponse>(new() { TransactionalIds = [""] }, 0);
        TxnOffsetCommitResponse committed = await client.CallAsync<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(
            new() { GroupId = "g", Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, CommittedOffset = 1 }] }] }, 3);
        AddPartitionsToTxnResponse added = await client.CallAsync<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
            new() { V3AndBelowTopics = [new() { Name = "missing", Partitions = [0] }] }, 3);

        Assert.Equal(ErrorCode.InvalidRequest, described.TransactionStates[0].ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, committed.Topics[0].Partitions[0].ErrorCode);
        Assert.Equal((short)ErrorCode.UnknownTopicOrPartition, added.ResultsByTopicV3AndBelow[0].ResultsByPartition[0].PartitionErrorCode);
    }
}
