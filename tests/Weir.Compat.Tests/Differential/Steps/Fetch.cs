using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Fetch by name and by id, with and without sessions (KIP-227), in both isolation levels, with limits and wrong epochs.</summary>
internal sealed class Fetch : RequestStep<FetchRequest, FetchResponse>
{
    private readonly FetchRequest _template;
    private readonly string? _session;
    private readonly bool _opens;
    private readonly int _epochShift;
    private readonly List<(string Topic, FetchRequest.FetchPartition Partition)> _partitions;
    private readonly List<(string Topic, int Partition)> _forgotten;

    public Fetch(Dice dice)
        : base(dice)
    {
        _template = new()
        {
            MaxWaitMs = dice.Pick(0, 10),
            MinBytes = dice.Pick(0, 1, 1, 5000),
            MaxBytes = dice.Mostly(10_000_000, 1, 500, 3000, 0),
            IsolationLevel = dice.Pick<sbyte>(0, 1),
        };
        _session = dice.Chance(40) ? dice.Pick("s0", "s1") : null;
        _opens = dice.Chance(30);
        _epochShift = dice.Mostly(0, 1, -1);
        _partitions = _session is null || _opens || dice.Chance(50) ? [.. dice.Some(3, () => (dice.Topic(), Draw(dice))).DistinctBy(p => (p.Item1, p.Item2.Partition))] : [];
        _forgotten = _session is not null && dice.Chance(20) ? dice.Some(1, () => (dice.Topic(), dice.Partition())) : [];
    }

    protected override FetchRequest Build(Side side)
    {
        var (id, epoch) = _session is null ? (0, -1) : _opens ? (0, 0) : side.FetchSessions.GetValueOrDefault(_session, (123_456_789, 1));
        return new()
        {
            MaxWaitMs = _template.MaxWaitMs,
            MinBytes = _template.MinBytes,
            MaxBytes = _template.MaxBytes,
            IsolationLevel = _template.IsolationLevel,
            SessionId = id,
            SessionEpoch = epoch > 0 ? epoch + _epochShift : epoch,
            Topics =
            [
                .. _partitions.GroupBy(p => p.Topic).Select(topic => new FetchRequest.FetchTopic
                {
                    Topic = side.Full(topic.Key), TopicId = side.TopicId(topic.Key), Partitions = [.. topic.Select(p => p.Partition)],
                }),
            ],
            ForgottenTopicsData =
            [
                .. _forgotten.GroupBy(p => p.Topic).Select(topic => new FetchRequest.ForgottenTopic
                {
                    Topic = side.Full(topic.Key), TopicId = side.TopicId(topic.Key), Partitions = [.. topic.Select(p => p.Partition)],
                }),
            ],
        };
    }

    // The order of topics is left open: Kafka repeats a topic whose partitions are not all of a kind.
    protected override void Keep(Side side, FetchResponse response) =>
        response.Responses = [.. response.Responses.GroupBy(t => (t.Topic, t.TopicId)).Select(same => new FetchResponse.FetchableTopicResponse
        {
            Topic = same.Key.Topic, TopicId = same.Key.TopicId, Partitions = [.. same.SelectMany(t => t.Partitions)],
        })];

    protected override Task LearnAsync(Side side, FetchRequest request, FetchResponse response)
    {
        if (_session is not null && Version >= 7 && response.ErrorCode == ErrorCode.None && response.SessionId != 0)
        {
            side.FetchSessions[_session] = (response.SessionId, request.SessionEpoch + 1);
        }

        response.SessionId = Math.Sign(response.SessionId);
        return Task.CompletedTask;
    }

    private static FetchRequest.FetchPartition Draw(Dice dice) => new()
    {
        Partition = dice.Partition(),
        FetchOffset = dice.Mostly(dice.Pick(0, 0, 1, 2, 3, 5, 8), 1000, -1),
        CurrentLeaderEpoch = dice.Mostly(dice.Pick(-1, 0), 1, 5),
        LastFetchedEpoch = dice.Mostly(-1, 0, 1),
        PartitionMaxBytes = dice.Mostly(1_000_000, 1, 300, 3000, 0),
    };
}
