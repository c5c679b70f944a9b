using Microsoft.Extensions.Logging;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>Owns one group.</summary>
/// <remarks>Thread model: that of <see cref="MachineCell{TMachine}"/>; the log is <c>__consumer_offsets</c>.</remarks>
internal sealed partial class GroupCell : MachineCell<GroupMachine>
{
    private readonly IOffsetsLog _log;
    private readonly ILogger _logger;
    private GroupState _loggedState;

    public GroupCell(string groupId, GroupOptions options, ITopicCatalog catalog, GroupClock clock, IOffsetsLog log, ILogger logger)
        : base(clock, logger)
    {
        _log = log;
        _logger = logger;
        Machine = new GroupMachine(groupId, options, catalog, clock, this);
    }

    public string GroupId => Machine.Id;

    protected override GroupMachine Machine { get; }

    protected override string Name => $"group {GroupId}";

    protected override void Append(GroupWrite write, Action<ErrorCode> done) => _log.Append(GroupId, write, done);

    protected override void OnSettled()
    {
        if (Machine.State != _loggedState)
        {
            _loggedState = Machine.State;
            LogLevel level = _loggedState is GroupState.Stable or GroupState.Empty ? LogLevel.Information : LogLevel.Debug;
            LogState(_logger, level, GroupId, _loggedState, Machine.Generation, Machine.MemberCount);
        }
    }

    [LoggerMessage(Message = "Group {Group} is {State} in generation {Generation} with {Members} members")]
    private static partial void LogState(ILogger logger, LogLevel level, string group, GroupState state, int generation, int members);
}
