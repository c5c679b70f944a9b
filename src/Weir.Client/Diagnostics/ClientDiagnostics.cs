using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Weir.Client.Diagnostics;

/// <summary>Sources of metrics and traces, both named <c>Weir.Client</c>; names follow OpenTelemetry's conventions for messaging.</summary>
internal static class ClientDiagnostics
{
    public const string Name = "Weir.Client";

    public static readonly Meter Meter = new(Name, ClientVersion.Text);

    public static readonly ActivitySource Activities = new(Name, ClientVersion.Text);

    public static readonly Counter<long> SentMessages = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Records acknowledged or failed.");

    public static readonly Counter<long> SentBytes = Meter.CreateCounter<long>("weir.client.sent.bytes", "By", "Encoded bytes of acknowledged batches.");

    public static readonly Counter<long> SentBatches = Meter.CreateCounter<long>("weir.client.sent.batches", "{batch}", "Batches acknowledged or failed.");

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("weir.client.retries", "{batch}", "Batches sent again.");

    public static readonly Counter<long> ConsumedMessages = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Records handed out.");

    public static readonly Counter<long> FetchedBytes = Meter.CreateCounter<long>("weir.client.fetched.bytes", "By", "Bytes of fetch responses.");

    public static readonly Counter<long> Acknowledgements = Meter.CreateCounter<long>("weir.client.acknowledgements", "{message}", "Records of share groups whose acknowledgement a broker has taken or refused.");

    public static readonly Counter<long> Rebalances = Meter.CreateCounter<long>("weir.client.rebalances", "{rebalance}", "Assignments received from a group.");
}
