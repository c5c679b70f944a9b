using Microsoft.Extensions.Logging;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker.Telemetry;

/// <summary>The topic <c>__client_metrics</c>: made with the first push, compacted to the last value of each metric and bounded by age and size.</summary>
/// <remarks>Thread model: any thread; what it keeps is the <see cref="InternalTopic"/>.</remarks>
internal sealed class ClientMetricsLog(BrokerServices services, CompletionQueue completions)
{
    private const int BatchBytes = 512 * 1024;

    private readonly InternalTopic _topic = new(services, completions, Describe, services.LoggerFactory.CreateLogger<ClientMetricsLog>());

    /// <summary>Appends what a client pushed without waiting for the disk; metrics may be lost in a crash.</summary>
    /// <returns>What went wrong, if anything; some of the records may have been stored.</returns>
    public ErrorCode Append(MetricRecords records)
    {
        for (int next = 0; next < records.Count;)
        {
            ErrorCode error = AppendBatch(records, next, out next);
            if (error != ErrorCode.None)
            {
                return error;
            }
        }

        return ErrorCode.None;
    }

    private ErrorCode AppendBatch(MetricRecords records, int first, out int next)
    {
        int end = first;
        ErrorCode error = _topic.Append(
            Topic.ClientMetricsTopicName,
            (batch, now) =>
            {
                batch.Compression = CompressionType.Gzip;
                for (int bytes = 0; end < records.Count && (end == first || bytes < BatchBytes); end++)
                {
                    ReadOnlySpan<byte> value = records.ValueOf(end);
                    bytes += value.Length;
                    batch.Append(now, records.KeyOf(end), value);
                }
            },
            done: null).Error;
        next = end;
        return error;
    }

    private static NewTopic Describe() => new(Topic.ClientMetricsTopicName, 1, 1, new Dictionary<string, string?>
    {
        ["cleanup.policy"] = "compact,delete",
        ["retention.ms"] = "86400000",
        ["retention.bytes"] = "268435456",
        ["segment.bytes"] = "16777216",
    });
}
