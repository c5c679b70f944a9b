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

    // No transaction is ended by its coordinator here: markers that came before its own would stop it for good.
    private static readonly (int Weight, Func<Dice, Step> Draw)[] Markers =
    [
        (6, dice => new WriteTxnMarkers(dice)), (6, dice => new ProduceInTransaction(dice)), (3, dice => new AddPartitionsToTxn(dice)), (2, dice => new DescribeProducers(dice)),
        (2, dice => new InitProducerId(dice)), (2, dice => new Produce(dice)), (4, dice => new Fetch(dice)), (2, dice => new ListOffsets(dice)), (1, dice => new DescribeTransactions(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] BrokerConfigs =
    [
        (6, dice => new IncrementalAlterConfigs(dice, Resources.DrawBroker)), (1, dice => new AlterConfigs(dice, _ => (Resources.Broker, "1"))), (6, dice => new DescribeConfigs(dice, Resources.DrawBroker)),
        (2, dice => new DescribeConfigs(dice)), (4, dice => new IncrementalAlterConfigs(dice, Resources.DrawGroup)), (1, dice => new AlterConfigs(dice, Resources.DrawGroup)),
        (3, dice => new DescribeConfigs(dice, Resources.DrawGroup)), (1, dice => new ListConfigResources(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] Rebalances =
    [
        (8, dice => new RoomJoin(dice)), (6, dice => new RoomSync(dice)), (4, dice => new RoomHeartbeat(dice)), (2, dice => new RoomLeave(dice)), (1, dice => new DescribeGroups(dice)),
        (1, dice => new ListGroups(dice)), (1, dice => new OffsetDelete(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] Patterns = [(6, dice => new PatternHeartbeat(dice)), (2, dice => new PatternGroupDescribe(dice)), (1, dice => new OffsetDelete(dice))];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] StreamsGroups =
    [
        (16, dice => new StreamsHeartbeat(dice)), (3, dice => new StreamsGroupDescribe(dice)), (1, dice => new ListGroups(dice)), (1, dice => new DeleteGroups(dice)),
        (1, dice => new DescribeGroups(dice)), (1, dice => new ConsumerGroupDescribe(dice)), (1, dice => new OffsetCommit(dice)),
    ];

    private static readonly (int Weight, Func<Dice, Step> Draw)[] ShareGroups =
    [
        (8, dice => new ShareHeartbeat(dice)), (3, dice => new Produce(dice)), (3, dice => new DescribeShareGroupOffsets(dice)), (2, dice => new AlterShareGroupOffsets(dice)),
        (2, dice => new DeleteShareGroupOffsets(dice)), (2, dice => new ShareGroupDescribe(dice)), (1, dice => new ListGroups(dice)),
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
        ["rebalances"] = Rebalances,
        ["patterns"] = Patterns,
        ["streams groups"] = StreamsGroups,
        ["share groups"] = ShareGroups,
        ["markers"] = Markers,
        ["broker configs"] = BrokerConfigs,
    };

    private static readonly Dictionary<string, Func<Dice, Step[]>> Beginnings = new()
    {
        ["patterns"] = dice => [new CreateTopics(dice, "t0"), new CreateTopics(dice, "t1")],
        ["streams groups"] = dice => [new CreateTopics(dice, "t0"), new CreateTopics(dice, "t1")],
        ["share groups"] = dice => [new CreateTopics(dice, "t0", 2), new CreateTopics(dice, "t1", 2), new PrepareShareGroup(dice), new ShareHeartbeat(dice, "m0")],
        ["markers"] = dice => [new CreateTopics(dice, "t0"), new InitTransactions(dice, "x0"), new InitTransactions(dice, "x1")],
    };

    /// <summary>Draws a sequence: a topic to begin with, then steps of the theme.</summary>
    public static IReadOnlyList<Step> Sequence(string theme, Dice dice, int length)
    {
        var kinds = Themes[theme];
        var total = kinds.Sum(kind => kind.Weight);
        Step[] beginning = Beginnings.TryGetValue(theme, out var begin) ? begin(dice) : [new CreateTopics(dice, "t0")];
        return [.. beginning, .. Enumerable.Range(0, length - beginning.Length).Select(_ => Draw())];

        Step Draw()
        {
            var at = dice.Below(total);
            return kinds.First(kind => (at -= kind.Weight) < 0).Draw(dice);
        }
    }
}
