using Weir.Compat.Tests.Differential.Steps;

namespace Weir.Compat.Tests.Differential;

/// <summary>What sequences are made of. A theme keeps to what belongs together, so that its steps meet.</summary>
internal static class StepKinds
{
    private static readonly (int Weight, Func<Dice, Step> Draw)[] Log =
    [
        (10, dice => new Produce(dice)), (6, dice => new Fetch(dice)), (4, dice => new ListOffsets(dice)), (2, dice => new DeleteRecords(dice)),
        (2, dice => new OffsetForLeaderEpoch(dice)), (2, dice => new InitProducerId(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] Topics =
    [
        (3, dice => new CreateTopics(dice)), (1, dice => new DeleteTopics(dice)), (2, dice => new CreatePartitions(dice)), (2, dice => new Metadata(dice)),
        (2, dice => new DescribeTopicPartitions(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] Transactions =
    [
        (4, dice => new InitTransactions(dice)), (8, dice => new ProduceInTransaction(dice)), (4, dice => new AddPartitionsToTxn(dice)), (2, dice => new AddOffsetsToTxn(dice)),
        (3, dice => new TxnOffsetCommit(dice)), (5, dice => new EndTxn(dice)), (2, dice => new DescribeTransactions(dice)), (1, dice => new ListTransactions(dice)),
        (2, dice => new DescribeProducers(dice)), (1, dice => new FindCoordinator(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] Offsets =
    [
        (4, dice => new OffsetCommit(dice)), (4, dice => new OffsetFetch(dice)), (1, dice => new OffsetDelete(dice)), (2, dice => new DescribeGroups(dice)), (1, dice => new ListGroups(dice)),
        (1, dice => new DeleteGroups(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] ClassicGroups =
        [(6, dice => new JoinGroup(dice)), (4, dice => new SyncGroup(dice)), (3, dice => new Heartbeat(dice)), (2, dice => new LeaveGroup(dice))];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] ConsumerGroups = [(12, dice => new ConsumerHeartbeat(dice)), (2, dice => new ConsumerGroupDescribe(dice))];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] Configs =
    [
        (4, dice => new IncrementalAlterConfigs(dice)), (2, dice => new AlterConfigs(dice)), (4, dice => new DescribeConfigs(dice)), (1, dice => new ListConfigResources(dice)),
        (1, dice => new AlterClientQuotas(dice)), (1, dice => new DescribeClientQuotas(dice)), (1, dice => new UpdateFeatures(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] Cluster =
    [
        (1, dice => new DescribeCluster(dice)), (2, dice => new DescribeLogDirs(dice)), (2, dice => new ElectLeaders(dice)), (2, dice => new AlterPartitionReassignments(dice)),
        (1, dice => new ListPartitionReassignments(dice)),
    ];

    public static IReadOnlyDictionary<string, (int Weight, Func<Dice, Step> Draw)[]> Themes { get; } = new Dictionary<string, (int, Func<Dice, Step>)[]>
    {
        ["log"] = Log,
        ["topics"] = [.. Topics, .. Log.Take(3)],
        ["transactions"] = [.. Transactions, .. Log.Skip(1).Take(2)],
        ["classic groups"] = [.. ClassicGroups, .. Offsets],
        ["consumer groups"] = [.. ConsumerGroups, .. Offsets],
        ["configs"] = [.. Configs, .. Topics.Take(1), .. Log.Take(2)],
        ["cluster"] = [.. Cluster, .. Topics],
    };

    /// <summary>Draws a sequence: a topic to begin with, then steps of the theme.</summary>
    public static IReadOnlyList<Step> Sequence(string theme, Dice dice, int length)
    {
        var kinds = Themes[theme];
        var total = kinds.Sum(kind => kind.Weight);
        return [new CreateTopics(dice, "t0"), .. Enumerable.Range(0, length - 1).Select(_ => Draw())];

        Step Draw()
        {
            var at = dice.Below(total);
            return kinds.First(kind => (at -= kind.Weight) < 0).Draw(dice);
        }
    }
}
