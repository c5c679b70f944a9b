using System.Globalization;
using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential;

/// <summary>One broker during one sequence: the connection to it, and what it has told that later steps need.</summary>
/// <remarks>Thread model: one step at a time.</remarks>
internal sealed class Side : IDisposable
{
    private static readonly string[] Empty = ["= null", "= []", "= ", "= no id", "= False", "= -1", "= 9223372036854775807"];

    private readonly BrokerProcess _broker;
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly AcceptedDifferences _accepted;
    private WireCaller _caller;
    private int _fences;

    private Side(BrokerProcess broker, WireCaller caller, string prefix, AcceptedDifferences accepted)
    {
        (_broker, _caller, _accepted) = (broker, caller, accepted);
        Names = new Names(prefix);
    }

    public Names Names { get; }

    /// <summary>Ids of the topics that were created, the last one of each name, by their name in the sequence.</summary>
    public Dictionary<string, Guid> TopicIds { get; } = new(StringComparer.Ordinal);

    public ProducerBook Producers { get; } = new();

    /// <summary>Open fetch sessions by their name in the sequence: id and next epoch.</summary>
    public Dictionary<string, (int Id, int Epoch)> FetchSessions { get; } = new(StringComparer.Ordinal);

    public MemberBook Members { get; } = new();

    /// <param name="broker">The broker that is asked.</param>
    /// <param name="prefix">Starts every name of this sequence on the broker.</param>
    /// <param name="accepted">What need not be alike.</param>
    public static async Task<Side> OpenAsync(BrokerProcess broker, string prefix, AcceptedDifferences accepted) =>
        new(broker, await WireCaller.ConnectAsync(broker.BootstrapServers), prefix, accepted);

    /// <summary>A classic group of several members.</summary>
    public Room Room(string group)
    {
        if (!_rooms.TryGetValue(group, out var found))
        {
            _rooms[group] = found = new Room(this, group);
        }

        return found;
    }

    public string Full(string name) => Names.Full(name);

    /// <summary>The id of a topic; of one that was never created, an id that nothing has.</summary>
    public Guid TopicId(string name) => name.Length == 0 ? Guid.Empty : TopicIds.GetValueOrDefault(name, new Guid(0x1234, 1, 1, [1, 2, 3, 4, 5, 6, 7, (byte)name[^1]]));

    public Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new() => _caller.CallAsync<TRequest, TResponse>(request, version);

    /// <summary>Sends what is not answered.</summary>
    public Task SendAsync<TRequest>(TRequest request, short version)
        where TRequest : IApiMessage => _caller.SendAsync(request, version);

    /// <summary>Another connection to the same broker, for a question that waits for others.</summary>
    public Task<WireCaller> ConnectAsync() => WireCaller.ConnectAsync(_broker.BootstrapServers);

    public async Task ReconnectAsync()
    {
        _caller.Dispose();
        _caller = await ConnectAsync();
    }

    public IReadOnlyList<string> Describe(ApiKey api, object response) => AnswerText.Of(response, Names, field => !_accepted.Contains(api, field));

    /// <summary>A question for people: without the fields that are empty.</summary>
    public string DescribeQuestion(object request) =>
        string.Join(", ", AnswerText.Of(request, Names, _ => true).Where(line => !Empty.Any(empty => line.EndsWith(empty, StringComparison.Ordinal))));

    /// <summary>
    /// Waits until what the controller has decided is in force on the broker. Kafka publishes decisions one after the other in one thread,
    /// what answers read first and what logs and coordinators do last: when a second decision can be read, all of the first is done.
    /// </summary>
    public async Task SettleMetadataAsync()
    {
        if (_broker.Kind == BrokerKind.Kafka)
        {
            await FenceAsync();
            await FenceAsync();
        }
    }

    /// <summary>Looks up the ids of topics that have come, by name.</summary>
    public async Task LearnTopicsAsync(IEnumerable<string> names)
    {
        await SettleMetadataAsync();
        var request = new MetadataRequest { AllowAutoTopicCreation = false, Topics = [.. names.Distinct().Select(name => new MetadataRequest.MetadataRequestTopic { Name = Full(name) })] };
        var response = await CallAsync<MetadataRequest, MetadataResponse>(request, 12);
        foreach (var topic in response.Topics.Where(t => t.ErrorCode == ErrorCode.None && Names.IsOurs(t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            var name = Names.Translate(topic.Name!);
            TopicIds[name] = topic.TopicId;
            Names.AddTopic(topic.TopicId, name);
        }
    }

    public void Dispose()
    {
        _caller.Dispose();
        foreach (var room in _rooms.Values)
        {
            room.Dispose();
        }
    }

    private async Task FenceAsync()
    {
        const sbyte ClientMetrics = 16;
        var name = Full("fence");
        var value = (100_000 + ++_fences).ToString(CultureInfo.InvariantCulture);
        var alter = new IncrementalAlterConfigsRequest { Resources = [new() { ResourceType = ClientMetrics, ResourceName = name, Configs = [new() { Name = "interval.ms", Value = value }] }] };
        var altered = await CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(alter, 1);
        Assert.Equal(ErrorCode.None, altered.Responses.Single().ErrorCode);
        DescribeConfigsResponse seen;
        do
        {
            seen = await CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
                new() { Resources = [new() { ResourceType = ClientMetrics, ResourceName = name, ConfigurationKeys = ["interval.ms"] }] }, 4);
        }
        while (seen.Results.Single().Configs.SingleOrDefault()?.Value != value);
    }
}
