using Microsoft.Extensions.Logging;

namespace Weir.Client.Diagnostics;

/// <summary>Every log message of the client. Per record: none; per batch: Debug; life cycle: Information.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The setting {Key} is not known to this client and has no effect.")]
    public static partial void UnknownProperty(ILogger logger, string key);

    [LoggerMessage(2, LogLevel.Debug, "The connection to {Broker} is closed with {Pending} requests pending: {Reason}")]
    public static partial void ConnectionClosed(ILogger logger, string broker, int pending, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Reason}")]
    public static partial void ConnectFailed(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Metadata could not be refreshed and will be asked for again: {Reason}")]
    public static partial void MetadataFailed(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Error, "A delivery callback has thrown; callbacks must handle their errors themselves.")]
    public static partial void CallbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "{Count} records for {Topic}-{Partition} will be sent again: {Error}.")]
    public static partial void BatchRetried(ILogger logger, int count, string topic, int partition, string error);

    [LoggerMessage(7, LogLevel.Warning, "The sequence of {Topic}-{Partition} has a gap ({Error}); its unacknowledged batches are numbered anew in the next epoch.")]
    public static partial void SequenceRestarted(ILogger logger, string topic, int partition, string error);

    [LoggerMessage(8, LogLevel.Debug, "The producer has id {ProducerId}, epoch {Epoch}.")]
    public static partial void ProducerIdTaken(ILogger logger, long producerId, short epoch);

    [LoggerMessage(9, LogLevel.Warning, "No producer id yet: {Reason}")]
    public static partial void ProducerIdFailed(ILogger logger, string reason);
}
