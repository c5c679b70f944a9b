using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker.Tests.Transactions;

/// <summary>Transactions over the wire, as clients of transactions V1 and V2 speak them.</summary>
public sealed class TransactionWireTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_is_seen_by_read_committed_only_when_it_is_committed(bool isV2)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var producer = new TransactionalClient(await broker.ConnectAsync(), isV2);
        await producer.InitAsync("tx");

        await producer.ProduceAsync("t", "aborted");
        Assert.Empty(await producer.ReadCommittedAsync("t"));
        Assert.Equal(ErrorCode.None, await producer.EndAsync(isCommit: false));
        await producer.ProduceAsync("t", "committed");
        Assert.Equal(ErrorCode.None, await producer.EndAsync(isCommit: true));

        Assert.Equal(["committed"], await producer.ReadCommittedAsync("t"));
        Assert.Equal((4, 4), await producer.EndOffsetsAsync("t"));
        await producer.ProduceAsync("t", "open");
        Assert.Equal((5, 4), await producer.EndOffsetsAsync("t"));
    }

    [Fact]
    public async Task Answers_of_any_size_name_what_was_aborted()
    {
        string large = new('x', 200_000);
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var producer = new TransactionalClient(await broker.ConnectAsync(), isV2: true);
        await producer.InitAsync("tx");
        await producer.ProduceAsync("t", large + "aborted");
        await producer.EndAsync(isCommit: false);
        await producer.ProduceAsync("t", large + "committed");
        await producer.EndAsync(isCommit: true);
        Assert.Equal([large + "committed"], await producer.ReadCommittedAsync("t"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_open_transaction_survives_a_restart_and_can_be_committed(bool isV2)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var before = new TransactionalClient(await broker.ConnectAsync(), isV2);
        await before.InitAsync("tx");
        await before.ProduceAsync("t", "kept");
        await broker.RestartAsync();

        using var after = before.Continue(await broker.ConnectAsync());
        Assert.Empty(await after.ReadCommittedAsync("t"));
        Assert.Equal(ErrorCode.None, await after.EndAsync(isCommit: true));
        Assert.Equal(["kept"], await after.ReadCommittedAsync("t"));
    }

    [Fact]
    public async Task A_zombie_cannot_write_after_it_was_fenced()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var zombie = new TransactionalClient(await broker.ConnectAsync(), isV2: false);
        await zombie.InitAsync("tx");
        await zombie.ProduceAsync("t", "zombie");
        using var next = new TransactionalClient(await broker.ConnectAsync(), isV2: false);
        await next.InitAsync("tx");

        Assert.Equal(ErrorCode.InvalidProducerEpoch, await zombie.TryProduceAsync("t", "late"));
        Assert.Equal(ErrorCode.ProducerFenced, await zombie.EndAsync(isCommit: true));
        Assert.Empty(await next.ReadCommittedAsync("t"));
    }

    [Theory]
    [InlineData(9, ErrorCode.InvalidTxnState)]
    [InlineData(11, ErrorCode.TransactionAbortable)]
    public async Task A_late_produce_of_an_ended_transaction_is_refused(short version, ErrorCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var producer = new TransactionalClient(await broker.ConnectAsync(), isV2: false);
        await producer.InitAsync("tx");
        await producer.ProduceAsync("t", "first");
        await producer.EndAsync(isCommit: false);

        Assert.Equal(expected, await producer.TryProduceAsync("t", "late", version));
    }

    [Fact]
    public async Task A_transactional_batch_without_an_id_is_not_authorized()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var producer = new TransactionalClient(await broker.ConnectAsync(), isV2: false);
        await producer.InitAsync("tx");
        await producer.AddAsync("t");
        Assert.Equal(ErrorCode.TransactionalIdAuthorizationFailed, await producer.TryProduceAsync("t", "x", transactionalId: null));
    }

    [Fact]
    public async Task Offsets_of_a_transaction_are_seen_after_the_commit()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var producer = new TransactionalClient(await broker.ConnectAsync(), isV2: true);
        await producer.InitAsync("tx");

        Assert.Equal(ErrorCode.None, await producer.CommitOffsetAsync("g", "t", 5));
        Assert.Equal((ErrorCode.UnstableOffsetCommit, -1), await producer.FetchOffsetAsync("g", "t", requireStable: true));
        Assert.Equal((ErrorCode.None, -1), await producer.FetchOffsetAsync("g", "t", requireStable: false));
        await broker.RestartAsync();

        using var after = producer.Continue(await broker.ConnectAsync());
        Assert.Equal((ErrorCode.UnstableOffsetCommit, -1), await after.FetchOffsetAsync("g", "t", requireStable: true));
        await after.EndAsync(isCommit: true);
        Assert.Equal((ErrorCode.None, 5), await after.FetchOffsetAsync("g", "t", requireStable: true));
        await after.CommitOffsetAsync("g", "t", 9);
        await after.EndAsync(isCommit: false);
        await broker.RestartAsync();

        using var last = after.Continue(await broker.ConnectAsync());
        Assert.Equal((ErrorCode.None, 5), await last.FetchOffsetAsync("g", "t", requireStable: true));
    }

    [Fact]
    public async Task Adding_partitions_is_all_or_nothing()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var producer = new TransactionalClient(await broker.ConnectAsync(), isV2: false);
        await producer.InitAsync("tx");
        AddPartitionsToTxnResponse response = await producer.AddAsync("t", "missing");

        Assert.Equal(
            [ErrorCode.OperationNotAttempted, ErrorCode.UnknownTopicOrPartition],
            response.ResultsByTopicV3AndBelow.Select(topic => (ErrorCode)topic.ResultsByPartition[0].PartitionErrorCode));
    }

    [Fact]
    public async Task Administrators_see_transactions_and_end_hanging_ones()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var producer = new TransactionalClient(await broker.ConnectAsync(), isV2: true);
        await producer.InitAsync("tx");
        await producer.ProduceAsync("t", "open");

        var listed = await producer.Client.CallAsync<ListTransactionsRequest, ListTransactionsResponse>(
            new() { StateFilters = ["Ongoing", "Sleeping"], TransactionalIdPattern = "t." }, 2);
        Assert.Equal(["Sleeping"], listed.UnknownStateFilters);
        Assert.Equal("tx", Assert.Single(listed.TransactionStates).TransactionalId);
        var described = await producer.Client.CallAsync<DescribeTransactionsRequest, DescribeTransactionsResponse>(new() { TransactionalIds = ["tx", "no"] }, 0);
        Assert.Equal(["Ongoing", ""], described.TransactionStates.Select(state => state.TransactionState));
        Assert.Equal([ErrorCode.None, ErrorCode.TransactionalIdNotFound], described.TransactionStates.Select(state => state.ErrorCode));

        Assert.Equal(ErrorCode.InvalidProducerEpoch, await producer.WriteMarkerAsync("t", epoch: -1));
        Assert.Equal(ErrorCode.None, await producer.WriteMarkerAsync("t", producer.Identity.Epoch));
        Assert.Equal((2, 2), await producer.EndOffsetsAsync("t"));
        Assert.Empty(await producer.ReadCommittedAsync("t"));
    }

    [Theory]
    [InlineData("", 1000, ErrorCode.InvalidRequest)]
    [InlineData("tx", 0, ErrorCode.InvalidTransactionTimeout)]
    [InlineData("tx", 900_001, ErrorCode.InvalidTransactionTimeout)]
    public async Task Init_refuses_what_makes_no_sense(string transactionalId, int timeoutMs, ErrorCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        var response = await client.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(
            new() { TransactionalId = transactionalId, TransactionTimeoutMs = timeoutMs }, 5);
        Assert.Equal((expected, -1L, (short)-1), (response.ErrorCode, response.ProducerId, response.ProducerEpoch));
    }
}
