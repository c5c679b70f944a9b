using System.Diagnostics;
using Weir.Client.Diagnostics;

namespace Weir.Client.Producing;

/// <summary>Spans of sends; the context travels in the record's headers as <c>traceparent</c> and <c>tracestate</c> (W3C Trace Context).</summary>
internal static class ProducerTracing
{
    public static Activity? Start<TKey, TValue>(ref ProducerRecord<TKey, TValue> record)
    {
        Activity? activity = ClientDiagnostics.Activities.StartActivity($"send {record.Topic}", ActivityKind.Producer);
        if (activity is null)
        {
            return null;
        }

        activity.SetTag("messaging.system", "kafka").SetTag("messaging.operation.type", "send").SetTag("messaging.destination.name", record.Topic);
        var headers = new Headers((record.Headers?.Count ?? 0) + 2);
        foreach (var header in record.Headers ?? Headers.None)
        {
            headers.Add(header);
        }

        DistributedContextPropagator.Current.Inject(activity, headers, static (carrier, name, value) => ((Headers)carrier!).Add(name, value));
        record = record with { Headers = headers };
        return activity;
    }

    public static void Succeed(Activity? activity, in RecordMetadata metadata) =>
        activity?.SetTag("messaging.destination.partition.id", metadata.Partition).SetTag("messaging.kafka.offset", metadata.Offset);
}
