using Weir.Compat.Tests.Commands;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Transactions;

/// <summary>Weir and Apache Kafka are asked the same about transactions, and must answer the same.</summary>
[Collection<CommandTargetsCollection>]
public sealed class TransactionAnswersTests(CommandTargets targets)
{
    [CompatFact]
    public Task Transactions_V1() => CompareAsync(async (ask, id) =>
    {
        await ask.DescribeAsync(id);
        var p = await ask.InitAsync(id);
        await ask.EndAsync(id, p, isCommit: true, version: 3);
        await ask.EndAsync(id, p, isCommit: false, version: 3);
        await ask.ProduceAsync(id, p, 0, 9);
        await ask.ProduceAsync(id, p, 0, 11);
        await ask.ProduceAsync(null, p, 0, 9);
        await ask.AddAsync(id, p, 3, "missing");
        await ask.AddAsync(id, p, 0);
        await ask.AddAsync(id, p, 3, ask.Topic, "missing");
        await ask.AddAsync(id, p, 3, ask.Topic);
        await ask.AddAsync(id, (p.Id, 7), 0, ask.Topic);
        await ask.AddAsync(id, (p.Id, 7), 3, ask.Topic);
        await ask.AddAsync(id, (p.Id + 1000, 0), 3, ask.Topic);
        await ask.AddAsync("nobody", p, 3, ask.Topic);
        await ask.AddAsync("", p, 3, ask.Topic);
        await ask.DescribeAsync(id);
        await ask.ProduceAsync(id, p, 0, 9);
        await ask.ProduceAsync(id, p, 1, 9, isTransactional: false);
        await ask.EndOffsetsAsync();
        await ask.EndAsync(id, (p.Id, 7), isCommit: true, version: 1);
        await ask.EndAsync(id, (p.Id, 7), isCommit: true, version: 3);
        await ask.EndAsync(id, p, isCommit: false, version: 3);
        await ask.DescribeAsync(id);
        await ask.EndAsync(id, p, isCommit: false, version: 3);
        await ask.EndAsync(id, p, isCommit: true, version: 3);
        await ask.ProduceAsync(id, p, 1, 9);
        await ask.AddAsync(id, p, 1, ask.Topic);
        await ask.ProduceAsync(id, p, 1, 9);
        await ask.EndAsync(id, p, isCommit: true, version: 1);
        await ask.DescribeAsync(id);
        await ask.EndOffsetsAsync();
        await ask.FetchAsync();
    });

    [CompatFact]
    public Task Transactions_V2() => CompareAsync(async (ask, id) =>
    {
        var p = await ask.InitAsync(id, version: 5);
        await ask.EndAsync(id, p, isCommit: true, version: 5);
        p = await ask.EndAsync(id, p, isCommit: false, version: 5);
        await ask.DescribeAsync(id);
        await ask.ProduceAsync(id, p, 3, 12);
        await ask.ProduceAsync(id, p, 0, 12);
        await ask.DescribeAsync(id);
        await ask.ProduceAsync(id, p, 1, 12);
        var before = p;
        p = await ask.EndAsync(id, p, isCommit: true, version: 5);
        await ask.DescribeAsync(id);
        await ask.EndAsync(id, before, isCommit: true, version: 5);
        await ask.EndAsync(id, before, isCommit: false, version: 5);
        await ask.EndAsync(id, p, isCommit: true, version: 5);
        await ask.ProduceAsync(id, before, 2, 12);
        await ask.ProduceAsync(id, p, 0, 12);
        before = p;
        p = await ask.EndAsync(id, p, isCommit: false, version: 5);
        await ask.DescribeAsync(id);
        await ask.EndAsync(id, before, isCommit: false, version: 5);
        await ask.EndAsync(id, before, isCommit: true, version: 5);
        p = await ask.EndAsync(id, p, isCommit: false, version: 5);
        await ask.DescribeAsync(id);
        await ask.ProduceAsync(id, p, 0, 12);
        await ask.EndOffsetsAsync();
        await ask.FetchAsync();
    });

    [CompatFact]
    public Task Epochs_and_fencing() => CompareAsync(async (ask, id) =>
    {
        var first = await ask.InitAsync(id, version: 3);
        var second = await ask.InitAsync(id, first.Id, first.Epoch, version: 3);
        await ask.InitAsync(id, first.Id, first.Epoch, version: 4);
        await ask.InitAsync(id, version: 4);
        await ask.InitAsync(id, second.Id, second.Epoch, version: 3);
        await ask.InitAsync(id, second.Id, second.Epoch, version: 4);
        await ask.InitAsync(id, second.Id + 1000, 0, version: 4);
        await ask.InitAsync(id, timeoutMs: 0);
        await ask.InitAsync(id, timeoutMs: 900_001);
        await ask.InitAsync("");
        var open = await ask.InitAsync(id);
        await ask.AddAsync(id, open, 3, ask.Topic);
        await ask.ProduceAsync(id, open, 0, 9);
        var next = await ask.InitAsync(id);
        await ask.DescribeAsync(id);
        await ask.ProduceAsync(id, open, 1, 9);
        await ask.AddAsync(id, open, 1, ask.Topic);
        await ask.EndAsync(id, open, isCommit: true, version: 1);
        await ask.EndAsync(id, open, isCommit: true, version: 5);
        await ask.InitAsync(id, open.Id, open.Epoch);
        await ask.ProduceAsync(id, next, 0, 12);
        await ask.EndAsync(id, next, isCommit: true, version: 5);
        await ask.DescribeAsync(id);
        await ask.EndOffsetsAsync();
        await ask.FetchAsync();
    });

    [CompatTheory]
    [InlineData(4)]
    [InlineData(5)]
    public Task Verification(short version) => CompareAsync(async (ask, id) =>
    {
        string other = id + "-other";
        var p = await ask.InitAsync(id);
        var q = await ask.InitAsync(other);
        await ask.VerifyAsync(version, (id, p));
        await ask.AddAsync(id, p, 3, ask.Topic);
        await ask.VerifyAsync(version, (id, p), (other, q));
        await ask.VerifyAsync(version, (id, (p.Id, 7)), (other, (p.Id, q.Epoch)));
        await ask.VerifyAsync(version, ("nobody", p), (id, p));
        await ask.EndAsync(id, p, isCommit: true, version: 3);
        await ask.DescribeAsync(id);
        await ask.VerifyAsync(version, (id, p));
        await ask.AddAsync(id, p, 3, ask.Topic);
        await ask.VerifyAsync(version, (id, p));
        await ask.EndAsync(id, p, isCommit: false, version: 3);
    });

    [CompatTheory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(12)]
    public Task A_transaction_that_was_open_for_too_long(short produceVersion) => CompareAsync(async (ask, id) =>
    {
        var p = await ask.InitAsync(id, timeoutMs: 500);
        if (produceVersion < 12)
        {
            await ask.AddAsync(id, p, 3, ask.Topic);
        }

        await ask.ProduceAsync(id, p, 0, produceVersion);
        await ask.AwaitAbortAsync(id);
        await ask.ProduceAsync(id, p, 1, produceVersion);
        await ask.AddAsync(id, p, 1, ask.Topic);
        await ask.AddAsync(id, p, 3, ask.Topic);
        await ask.AddOffsetsAsync(id, p, id + "-group", 3);
        await ask.CommitOffsetAsync(id, p, id + "-group", 3);
        await ask.EndAsync(id, p, isCommit: true, version: 1);
        await ask.EndAsync(id, p, isCommit: true, version: 3);
        await ask.EndAsync(id, p, isCommit: false, version: 3);
        await ask.EndAsync(id, p, isCommit: false, version: 5);
        var again = await ask.InitAsync(id, p.Id, p.Epoch);
        await ask.ProduceAsync(id, p, 1, produceVersion);
        await ask.ProduceAsync(id, again, 0, produceVersion);
        await ask.DescribeAsync(id);
        await ask.EndOffsetsAsync();
        await ask.FetchAsync();
    });

    [CompatFact]
    public Task Old_clients_that_write_where_they_should_not() => CompareAsync(async (ask, id) =>
    {
        var p = await ask.InitAsync(id, version: 1);
        await ask.ProduceAsync(id, p, 0, 3);
        await ask.AddAsync(id, p, 0, ask.Topic);
        await ask.ProduceAsync(id, p, 0, 3);
        await ask.ProduceAsync(id, p, 0, 3);
        await ask.ProduceAsync(id, p, 1, 3, isTransactional: false);
        await ask.ProduceAsync(null, p, 1, 3);
        await ask.EndAsync(id, p, isCommit: false, version: 0);
        await ask.DescribeAsync(id); // Kafka writes the markers after its answer
        await ask.ProduceAsync(id, p, 1, 3);
        await ask.ProduceAsync(id, p, 1, 10);
        await ask.AddAsync(id, p, 0, ask.Topic);
        await ask.ProduceAsync(id, p, 1, 3);
        await ask.ProduceAsync(id, p, 3, 3);
        await ask.EndAsync(id, p, isCommit: true, version: 0);
        await ask.DescribeAsync(id);
        var next = await ask.InitAsync(id, version: 1);
        await ask.ProduceAsync(id, p, 2, 3);
        await ask.AddAsync(id, p, 0, ask.Topic);
        await ask.AddAsync(id, next, 0, ask.Topic);
        await ask.ProduceAsync(id, next, 0, 3);
        await ask.ProduceAsync(id, p, 2, 3);
        await ask.EndAsync(id, next, isCommit: true, version: 0);
        await ask.DescribeAsync(id);
        await ask.EndOffsetsAsync();
        await ask.FetchAsync();
    });

    [CompatFact]
    public Task Offsets() => CompareAsync(async (ask, id) =>
    {
        var p = await ask.InitAsync(id);
        string group = id + "-group";
        await ask.CommitOffsetAsync(id, p, group, 3);
        await ask.CommitOffsetAsync(id, p, group, 4);
        await ask.AddOffsetsAsync(id, (p.Id, 7), group, 1);
        await ask.AddOffsetsAsync(id, (p.Id, 7), group, 3);
        await ask.AddOffsetsAsync(id, (p.Id + 1000, 0), group, 3);
        await ask.AddOffsetsAsync(id, p, group, 3);
        await ask.DescribeAsync(id);
        await ask.CommitOffsetAsync(id, p, group, 0);
        await ask.CommitOffsetAsync(id, p, group, 3, generation: 4, member: "m");
        await ask.CommitOffsetAsync(id, p, group + "-new", 3, generation: 4, member: "m");
        await ask.CommitOffsetAsync(id, p, group, 3, of: "missing");
        await ask.CommitOffsetAsync(id, (p.Id, 7), group, 3);
        await ask.CommitOffsetAsync(id, p, "", 3);
        await ask.EndAsync(id, p, isCommit: true, version: 3);
        await ask.DescribeAsync(id);
        await ask.CommitOffsetAsync(id, p, group, 5);
        await ask.EndAsync(id, p, isCommit: false, version: 5);
        await ask.DescribeAsync(id);
    });

    private async Task CompareAsync(Func<TransactionInterview, string, Task> converse)
    {
        string name = targets.Unique("txn-answers");
        string[] answers = [await AskAsync("Apache Kafka"), await AskAsync("Weir")];
        TestContext.Current.TestOutputHelper?.WriteLine(answers[0]);
        TestContext.Current.TestOutputHelper?.WriteLine(answers[1]);
        Assert.Equal(answers[0].Split('\n'), answers[1].Split('\n'));

        async Task<string> AskAsync(string broker)
        {
            using var ask = new TransactionInterview(await WireCaller.ConnectAsync(await targets.BootstrapAsync(broker)), name);
            await ask.CreateTopicAsync(name);
            await converse(ask, name);
            return ask.Answers;
        }
    }
}
