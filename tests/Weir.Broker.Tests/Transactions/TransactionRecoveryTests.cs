using Microsoft.Extensions.Logging.Abstractions;
using Weir.Broker.Transactions;
using Weir.Log;
using Weir.Protocol;

namespace Weir.Broker.Tests.Transactions;

/// <summary>What a broker makes of transactions that it finds open at its start.</summary>
public sealed class TransactionRecoveryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_open_transaction_survives_a_crash_and_can_be_committed(bool isV2)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var before = new TransactionalClient(await broker.ConnectAsync(), isV2);
        await before.InitAsync("tx");
        await before.ProduceAsync("t", "aborted");
        await before.EndAsync(isCommit: false);
        await before.ProduceAsync("t", "kept");

        DirectoryInfo crashed = CopyOf(broker.Path);
        try
        {
            await using BrokerServer server = await StartAsync(crashed.FullName);
            Assert.False(server.WasCleanlyClosed);
            using var after = before.Continue(await WireClient.ConnectAsync(server));
            Assert.Empty(await after.ReadCommittedAsync("t"));
            Assert.Equal(ErrorCode.None, await after.EndAsync(isCommit: true));
            Assert.Equal(["kept"], await after.ReadCommittedAsync("t"));
        }
        finally
        {
            crashed.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_decided_transaction_gets_its_markers_at_the_start()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using var before = new TransactionalClient(await broker.ConnectAsync(), isV2: false);
        await before.InitAsync("tx");
        await before.ProduceAsync("t", "decided");

        // As if the process had ended between the decision and its markers.
        TransactionMetadata state = TransactionsOf(broker).Single() with { State = TransactionState.PrepareCommit };
        Append(broker, TransactionLog.TopicName, StateBatch(state));
        await broker.RestartAsync();

        using var after = before.Continue(await broker.ConnectAsync());
        Assert.Equal(["decided"], await after.ReadCommittedAsync("t"));
        Assert.Equal(ErrorCode.None, await after.EndAsync(isCommit: true));
        Assert.Equal((2, 2), await after.EndOffsetsAsync("t"));
    }

    [Fact]
    public async Task A_transaction_nobody_knows_is_aborted()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        byte[] unknown = Batches.Build(builder => (builder.ProducerId, builder.ProducerEpoch, builder.BaseSequence, builder.IsTransactional) = (4711, 3, 0, true), "lost");
        Append(broker, "t", unknown);
        await broker.RestartAsync();

        using var reader = new TransactionalClient(await broker.ConnectAsync(), isV2: true);
        Assert.Empty(await reader.ReadCommittedAsync("t"));
        Assert.Equal((2, 2), await reader.EndOffsetsAsync("t"));
    }

    private static IReadOnlyCollection<TransactionMetadata> TransactionsOf(TestBroker broker) =>
        new TransactionLog(broker.Server.Services, new CompletionQueue()).Replay();

    private static byte[] StateBatch(TransactionMetadata state)
    {
        using var builder = new Weir.Protocol.Records.RecordBatchBuilder();
        builder.Append(state.LastUpdateMs, TransactionRecords.Key(state.TransactionalId), TransactionRecords.Value(state));
        return builder.Build().ToArray();
    }

    private static void Append(TestBroker broker, string topic, byte[] batch)
    {
        Assert.True(broker.Server.Services.Topics.TryGetPartition(topic, 0, out Partition? partition));
        Assert.Equal(ErrorCode.None, partition.Log.Append(batch, new AppendOptions { Origin = AppendOrigin.Coordinator, LeaderEpoch = partition.LeaderEpoch }).Error);
    }

    private static Task<BrokerServer> StartAsync(string path) => BrokerServer.StartAsync(
        new BrokerOptions { DataDirectory = path, Listen = new BrokerEndpoint("127.0.0.1", 0) }, NullLoggerFactory.Instance, TimeProvider.System);

    // What a killed process leaves behind; its lock goes with it.
    private static DirectoryInfo CopyOf(string path)
    {
        DirectoryInfo copy = Directory.CreateTempSubdirectory("weir-crashed-");
        foreach (string file in Directory.GetFiles(path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ".lock"))
        {
            string target = Path.Join(copy.FullName, Path.GetRelativePath(path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream destination = new(target, FileMode.Create);
            source.CopyTo(destination);
        }

        return copy;
    }
}
