using Weir.Compat.Tests.Commands;
using Weir.Compat.Tests.Harness;
using Weir.Protocol;

namespace Weir.Compat.Tests.Share;

/// <summary>Weir and Apache Kafka are asked the same about share groups, and must answer the same.</summary>
[Collection<CommandTargetsCollection>]
public sealed class ShareAnswersTests(CommandTargets targets)
{
    private static readonly sbyte[] Accept = [1];
    private static readonly sbyte[] Release = [2];
    private static readonly sbyte[] Reject = [3];
    private static readonly sbyte[] Renew = [4];

    [CompatFact]
    public Task Membership() => CompareAsync(async ask =>
    {
        await ask.HeartbeatAsync(0, member: "", topics: [ask.Topic]);
        await ask.HeartbeatAsync(0, of: "", topics: [ask.Topic]);
        await ask.HeartbeatAsync(0, rack: "", topics: [ask.Topic]);
        await ask.HeartbeatAsync(0);
        await ask.HeartbeatAsync(0, topics: []);
        await ask.HeartbeatAsync(-2, topics: [ask.Topic]);
        await ask.HeartbeatAsync(3);
        await ask.HeartbeatAsync(-1);
        await ask.DescribeAsync();
        int epoch = await ask.JoinAsync();
        await ask.HeartbeatAsync(epoch);
        await ask.HeartbeatAsync(epoch, member: "stranger");
        await ask.HeartbeatAsync(-1, member: "stranger");
        await ask.DescribeAsync();
        await ask.ListAsync();
        await ask.DeleteAsync();
        await ask.AlterOffsetsAsync(0);
        await ask.DeleteOffsetsAsync();
        await ask.AskAsAnotherKindAsync();
        await ask.HeartbeatAsync(-1);
        await ask.DescribeAsync();
        await ask.ListAsync();
        await ask.AskAsAnotherKindAsync();
        await ask.DeleteAsync();
        await ask.DeleteAsync();
        await ask.DescribeAsync();
        await ask.CommitAsync(ask.Topic + "-classic");
        await ask.HeartbeatAsync(0, of: ask.Topic + "-classic", topics: [ask.Topic]);
        await ask.DescribeAsync(ask.Topic + "-classic");
    });

    [CompatFact]
    public Task Sessions() => CompareAsync(async ask =>
    {
        await ask.JoinAsync();
        await ask.FetchAsync(1);
        await ask.FetchAsync(-1);
        await ask.AcknowledgeAsync(0);
        await ask.AcknowledgeAsync(1);
        await ask.AcknowledgeAsync(-1);
        await ask.FetchAsync(0, member: "");
        await ask.FetchAsync(0, member: null);
        await ask.FetchAsync(0, acknowledgements: (0, 0, Accept));
        await ask.FetchAsync(0, maxWaitMs: 5000);
        await ask.FetchAsync(2);
        await ask.FetchAsync(1);
        await ask.AcknowledgeAsync(1);
        await ask.AcknowledgeAsync(2);
        await ask.FetchAsync(0);
        await ask.FetchAsync(1);
        await ask.FetchAsync(-1);
        await ask.FetchAsync(2);
    });

    [CompatFact]
    public Task Acknowledgements() => CompareAsync(async ask =>
    {
        await ask.ConfigureAsync(("share.auto.offset.reset", "earliest"), ("share.record.lock.duration.ms", "20000"), ("share.delivery.count.limit", "3"));
        await ask.JoinAsync();
        await ask.ProduceAsync(10);
        await ask.ProduceAsync(5);
        await ask.FetchAsync(0, maxWaitMs: 5000);
        await ask.FetchAsync(1);
        await ask.AcknowledgeAsync(2, acknowledgements: [(0, 1, Accept), (2, 3, [2, 3])]);
        await ask.AcknowledgeAsync(3, acknowledgements: (0, 0, Accept));
        await ask.AcknowledgeAsync(4, acknowledgements: (3, 3, Accept));
        await ask.AcknowledgeAsync(5, acknowledgements: (2, 2, Accept));
        await ask.AcknowledgeAsync(6, acknowledgements: (15, 15, Accept));
        await ask.AcknowledgeAsync(7, acknowledgements: (14, 15, Accept));
        await ask.AcknowledgeAsync(8, acknowledgements: (5, 4, Accept));
        await ask.AcknowledgeAsync(9, acknowledgements: [(6, 7, Accept), (5, 5, Accept)]);
        await ask.AcknowledgeAsync(10, acknowledgements: (5, 6, []));
        await ask.AcknowledgeAsync(11, acknowledgements: (5, 8, [1, 1]));
        await ask.AcknowledgeAsync(12, acknowledgements: (5, 5, [9]));
        await ask.AcknowledgeAsync(13, acknowledgements: (5, 5, Renew));
        await ask.AcknowledgeAsync(14, isRenewal: true, acknowledgements: (5, 5, Renew));
        await ask.AcknowledgeAsync(15, topicId: Guid.NewGuid(), acknowledgements: (5, 5, Accept));
        await ask.AcknowledgeAsync(16, version: 1, acknowledgements: (5, 5, Reject));
        await ask.DescribeOffsetsAsync();
        await ask.FetchAsync(17);
        await ask.FetchAsync(18, isRenewal: true, acknowledgements: (6, 6, Renew));
        await ask.FetchAsync(19, acknowledgements: (4, 4, Release));
        await ask.FetchAsync(20, acknowledgements: [(2, 2, Accept), (4, 4, Accept), (6, 14, Accept)]);
        await ask.DescribeOffsetsAsync();
        await ask.ProduceAsync(1);
        await ask.FetchAsync(21);
        await ask.FetchAsync(-1, acknowledgements: (15, 15, Release));
        await ask.FetchAsync(0);
        await ask.AcknowledgeAsync(-1);
        await ask.FetchAsync(0);
        await ask.FetchAsync(1, acknowledgements: (15, 15, Release));
        await ask.FetchAsync(2);
        await ask.DescribeOffsetsAsync();
        await ask.FetchAsync(-1);
    });

    [CompatFact]
    public Task Acquiring() => CompareAsync(async ask =>
    {
        await ask.ConfigureAsync(("share.auto.offset.reset", "earliest"));
        await ask.JoinAsync();
        await ask.ProduceAsync(10);
        await ask.ProduceAsync(10);
        await ask.ProduceAsync(3);
        await ask.ProduceAsync(4);
        await ask.FetchAsync(0, maxRecords: 5, batchSize: 5, maxWaitMs: 5000);
        await ask.FetchAsync(1, maxRecords: 4, batchSize: 4, mode: 1);
        await ask.FetchAsync(2, maxRecords: 8, batchSize: 5, mode: 1);
        await ask.FetchAsync(3, maxRecords: 100, batchSize: 2);
        await ask.AcknowledgeAsync(4, acknowledgements: [(0, 26, Accept)]);
        await ask.DescribeOffsetsAsync();
        await ask.FetchAsync(-1);
    });

    [CompatFact]
    public Task Last_attempts() => CompareAsync(async ask =>
    {
        await ask.ConfigureAsync(("share.auto.offset.reset", "earliest"), ("share.delivery.count.limit", "3"));
        await ask.JoinAsync();
        await ask.ProduceAsync(4);
        await ask.ProduceAsync(3);
        await ask.FetchAsync(0, maxWaitMs: 5000, batchSize: 1);
        await ask.AcknowledgeAsync(1, acknowledgements: (0, 6, Release));
        await ask.FetchAsync(2, batchSize: 1);
        await ask.AcknowledgeAsync(3, acknowledgements: (0, 6, Release));
        await ask.FetchAsync(4, batchSize: 1);
        await ask.FetchAsync(5, batchSize: 1);
        await ask.FetchAsync(6, batchSize: 1, mode: 1);
        await ask.FetchAsync(-1);
    });

    [CompatFact]
    public Task Late_attempts() => CompareAsync(async ask =>
    {
        await ask.ConfigureAsync(("share.auto.offset.reset", "earliest"), ("share.delivery.count.limit", "6"));
        await ask.JoinAsync();
        await ask.ProduceAsync(16);
        await ask.FetchAsync(0, maxWaitMs: 5000);
        int epoch = 1;
        for (int i = 0; i < 2; i++)
        {
            await ask.AcknowledgeAsync(epoch++, acknowledgements: (0, 15, Release));
            await ask.FetchAsync(epoch++);
        }

        await ask.AcknowledgeAsync(epoch++, acknowledgements: (0, 15, Release));
        await ask.FetchAsync(epoch++);
        await ask.FetchAsync(epoch++);
        await ask.FetchAsync(epoch++);
        await ask.AcknowledgeAsync(epoch++, acknowledgements: (0, 15, Release));
        await ask.FetchAsync(epoch++);
        await ask.FetchAsync(epoch++);
        await ask.FetchAsync(-1);
    });

    [CompatFact]
    public Task Offsets() => CompareAsync(async ask =>
    {
        await ask.DescribeOffsetsAsync();
        await ask.DescribeOffsetsAsync(all: true);
        await ask.DeleteOffsetsAsync();
        await ask.ProduceAsync(10);
        await ask.AlterOffsetsAsync(2, of: ask.Topic + "-new");
        await ask.DescribeOffsetsAsync(of: ask.Topic + "-new");
        await ask.DescribeAsync(ask.Topic + "-new");
        await ask.AlterOffsetsAsync(0, of: "");
        await ask.DeleteOffsetsAsync(of: "");
        await ask.JoinAsync();
        await ask.DescribeOffsetsAsync();
        await ask.FetchAsync(0, maxWaitMs: 2000);
        await ask.ProduceAsync(2);
        await ask.FetchAsync(1, maxWaitMs: 5000);
        await ask.FetchAsync(2, acknowledgements: (10, 10, Accept));
        await ask.FetchAsync(-1);
        await ask.HeartbeatAsync(-1);
        await ask.DescribeOffsetsAsync();
        await ask.DescribeOffsetsAsync(all: true);
        await ask.DescribeOffsetsAsync(topics: ["missing"]);
        await ask.AlterOffsetsAsync(4);
        await ask.AlterOffsetsAsync(4, name: "missing");
        await ask.DescribeOffsetsAsync();
        await ask.DeleteOffsetsAsync(name: "missing");
        await ask.DeleteOffsetsAsync();
        await ask.DeleteOffsetsAsync();
        await ask.DescribeOffsetsAsync();
        await ask.FindCoordinatorAsync($"g:{KafkaUuid.Format(ask.TopicId)}:0", 6);
        await ask.FindCoordinatorAsync("g", 6);
        await ask.FindCoordinatorAsync($"g:{KafkaUuid.Format(ask.TopicId)}:0", 5);
    });

    private async Task CompareAsync(Func<ShareInterview, Task> converse)
    {
        string name = targets.Unique("share-answers");
        string[] answers = [await AskAsync("Apache Kafka"), await AskAsync("Weir")];
        TestContext.Current.TestOutputHelper?.WriteLine(answers[0]);
        Assert.Equal(answers[0].Split('\n'), answers[1].Split('\n'));

        async Task<string> AskAsync(string broker)
        {
            using var ask = new ShareInterview(await WireCaller.ConnectAsync(await targets.BootstrapAsync(broker)), name, name + "-group");
            await ask.CreateTopicAsync();
            await converse(ask);
            return ask.Answers;
        }
    }
}
