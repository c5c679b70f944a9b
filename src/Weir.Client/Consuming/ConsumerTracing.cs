using System.Diagnostics;
using Weir.Client.Diagnostics;

namespace Weir.Client.Consuming;

/// <summary>A short span per record received, child of the span that sent it (W3C Trace Context in the record's headers). Only while somebody listens.</summary>
internal static class ConsumerTracing
{
    public static void OnReceived<TKey, TValue>(in ConsumeResult<TKey, TValue> result)
    {
        if (!ClientDiagnostics.Activities.HasListeners())
        {
            return;
        }

        ActivityContext.TryParse(result.Headers.LastText("traceparent"), result.Headers.LastText("tracestate"), isRemote: true, out ActivityContext sender);
        using Activity? activity = ClientDiagnostics.Activities.StartActivity($"receive {result.Topic}", ActivityKind.Consumer, sender);
        activity?
            .SetTag("messaging.system", "kafka")
            .SetTag("messaging.operation.type", "receive")
            .SetTag("messaging.destination.name", result.Topic)
            .SetTag("messaging.destination.partition.id", result.Partition)
            .SetTag("messaging.kafka.offset", result.Offset);
    }
}
