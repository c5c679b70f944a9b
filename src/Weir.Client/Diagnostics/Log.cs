using Microsoft.Extensions.Logging;

namespace Weir.Client.Diagnostics;

/// <summary>Every log message of the client. Per record: none; per batch: Debug; life cycle: Information.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The setting {Key} is not known to this client and has no effect.")]
    public static partial void UnknownProperty(ILogger logger, string key);
}
