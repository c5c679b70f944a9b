using Microsoft.Extensions.Logging;
using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Share;
using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>Consumer groups and their offsets.</summary>
/// <remarks>Thread model: started and stopped by the broker; what runs in between is the <see cref="GroupCoordinator"/>.</remarks>
internal sealed partial class GroupModule : IBrokerModule
{
    private readonly BrokerServices _services;
    private readonly OffsetsLog _log;
    private readonly GroupCoordinator _groups;
    private readonly ILogger _logger;

    public GroupModule(BrokerServices services)
    {
        _services = services;
        _log = new OffsetsLog(services, new CompletionQueue());
        var configs = new GroupConfigs(services.Controller, services.Config);
        GroupOptions options = GroupOptions.From(services.Config);
        options = options with
        {
            Consumer = options.Consumer with { GroupConfigs = configs },
            Share = options.Share with { GroupConfigs = configs, Departures = ShareDepartures },
            Streams = options.Streams with { GroupConfigs = configs },
        };
        _groups = new GroupCoordinator(options, new TopicCatalog(services.Topics), services.Time, _log, services.LoggerFactory.CreateLogger<GroupCoordinator>());
        _logger = services.LoggerFactory.CreateLogger<GroupModule>();
    }

    public GroupCoordinator Coordinator => _groups;

    public OffsetsLog Log => _log;

    /// <summary>Where departures of share groups' members are told; set before the module starts.</summary>
    public ShareDepartures ShareDepartures { get; } = new();

    /// <summary>Ends what a share group consumes; set before the module starts.</summary>
    public Func<string, Task<ErrorCode>> DeleteShareState { get; set; } = static _ => Task.FromResult(ErrorCode.None);

    public IEnumerable<ApiHandler> Handlers =>
    [
        new OffsetCommitHandler(_services, _groups),
        new OffsetFetchHandler(_services, _groups),
        new FindCoordinatorHandler(_services),
        new JoinGroupHandler(_groups),
        new HeartbeatHandler(_groups),
        new LeaveGroupHandler(_groups),
        new SyncGroupHandler(_groups),
        new DescribeGroupsHandler(_groups),
        new ListGroupsHandler(_groups),
        new DeleteGroupsHandler(_groups, groupId => DeleteShareState(groupId)),
        new OffsetDeleteHandler(_services, _groups),
        new ConsumerGroupHeartbeatHandler(_groups),
        new ConsumerGroupDescribeHandler(_groups),
        new StreamsGroupHeartbeatHandler(_services, _groups),
        new StreamsGroupDescribeHandler(_groups),
    ];

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var reader = new GroupRecordReader();
        _log.Replay(reader);
        _groups.Restore(reader.Groups);
        if (reader.Groups.Count + reader.Skipped > 0)
        {
            LogLoaded(_logger, reader.Groups.Count, reader.Groups.Sum(group => group.Offsets.Count), reader.Skipped);
        }

        // A crash may have come between the end of a topic and that of its offsets.
        _groups.DropTopics((name, id) => !_services.Topics.TryGet(name, out Topic? topic) || (id != Guid.Empty && id != topic.Id));
        _services.Topics.Deleted += OnTopicDeleted;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _services.Topics.Deleted -= OnTopicDeleted;
        _groups.Dispose();
        return ValueTask.CompletedTask;
    }

    // Groups' locks come before the metadata controller's, which is held here: so on another thread.
    private void OnTopicDeleted(Topic topic) => ThreadPool.UnsafeQueueUserWorkItem(
        static state => state._groups.DropTopics((name, id) => name == state.topic.Name && (id == Guid.Empty || id == state.topic.Id)),
        (_groups, topic),
        preferLocal: false);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Groups} groups with {Offsets} offsets; {Skipped} records of other kinds were skipped")]
    private static partial void LogLoaded(ILogger logger, int groups, int offsets, int skipped);
}
