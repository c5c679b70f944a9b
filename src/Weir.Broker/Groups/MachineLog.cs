using Microsoft.Extensions.Logging;

namespace Weir.Broker.Groups;

/// <summary>What a <see cref="MachineCell{TMachine}"/> logs.</summary>
internal static partial class MachineLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "An event that was due by time failed in {Machine}; it goes on with its next event")]
    public static partial void TimerFailed(ILogger logger, Exception error, string machine);
}
