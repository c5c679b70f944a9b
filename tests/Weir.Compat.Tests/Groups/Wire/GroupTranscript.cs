using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Groups.Wire;

/// <summary>Asks one broker about groups, request by request, and writes down the answers without what may differ: topic ids and generated member ids.</summary>
internal sealed class GroupTranscript(WireCaller client, string prefix)
{
    private readonly Dictionary<Guid, string> _topics = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public List<string> Lines { get; } = [];

    /// <summary>The group the next questions are about.</summary>
    public string Group { get; private set; } = "";

    public void Begin(string scenario)
    {
        Group = $"{prefix}-{scenario}";
        Lines.Add($"== {scenario}");
    }

    public async Task CreateTopicAsync(string name, int partitions) =>
        _topics[await client.CreateTopicAsync($"{prefix}-{name}", partitions)] = name;

    public Guid IdOf(string topic) => _topics.Single(t => t.Value == topic).Key;

    public string FullName(string topic) => $"{prefix}-{topic}";

    public ConsumerGroupHeartbeatRequest Joining(string member, params string[] topics) => new()
    {
        GroupId = Group,
        MemberId = member,
        RebalanceTimeoutMs = 30_000,
        SubscribedTopicNames = [.. topics.Select(FullName)],
        TopicPartitions = [],
    };

    public Task<ConsumerGroupHeartbeatResponse> JoinAsync(string member, params string[] topics) => SendAsync("join", Joining(member, topics));

    public Task<ConsumerGroupHeartbeatResponse> BeatAsync(string member, int epoch, string? owned = null, string? instance = null) =>
        SendAsync("beat", new() { GroupId = Group, MemberId = member, MemberEpoch = epoch, InstanceId = instance, TopicPartitions = owned is null ? null : Owned(owned) });

    public async Task<ConsumerGroupHeartbeatResponse> SendAsync(string what, ConsumerGroupHeartbeatRequest request, short version = 1)
    {
        var response = await client.CallAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(request, version);
        var assigned = response.Assignment is { } assignment
            ? string.Join(' ', assignment.TopicPartitions.SelectMany(t => t.Partitions.Select(p => $"{_topics.GetValueOrDefault(t.TopicId, "?")}{p}")).Order(StringComparer.Ordinal))
            : "unchanged";
        Add($"{what} {request.MemberId} {request.MemberEpoch}: {response.ErrorCode} member {response.MemberId} epoch {response.MemberEpoch} [{assigned}] {response.ErrorMessage}");
        return response;
    }

    public async Task<TResponse> AskAsync<TRequest, TResponse>(TRequest request, short version, Func<TResponse, string> describe)
        where TRequest : class, IApiMessage
        where TResponse : class, IApiMessage, new()
    {
        var response = await client.CallAsync<TRequest, TResponse>(request, version);
        Add($"{TRequest.ApiKey} v{version}: {describe(response)}");
        return response;
    }

    /// <summary>Calls a name the broker made up the same in every transcript.</summary>
    public void Rename(string madeUp, string name) => _names[madeUp] = name;

    public void Add(string line)
    {
        foreach (var (madeUp, name) in _names)
        {
            line = line.Replace(madeUp, name, StringComparison.Ordinal);
        }

        Lines.Add(line.Replace(prefix + "-", "", StringComparison.Ordinal));
    }

    public List<ConsumerGroupHeartbeatRequest.TopicPartitionsData> Owned(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).GroupBy(p => p[..1]).Select(topic => new ConsumerGroupHeartbeatRequest.TopicPartitionsData
        {
            TopicId = IdOf(topic.Key),
            Partitions = [.. topic.Select(p => p[1] - '0')],
        }),
    ];
}
