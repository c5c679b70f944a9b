using System.Text;
using Weir.Compat.Tests.Harness;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Telemetry;

/// <summary>Asks a broker about metrics of clients and writes down its answers, without the ids it makes up.</summary>
internal sealed class TelemetryInterview(WireCaller client, StringBuilder answers) : IDisposable
{
    public async Task<(Guid Id, int Subscription)> GetAsync(Guid id)
    {
        var response = await client.CallAsync<GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse>(new() { ClientInstanceId = id }, 0);
        string given = response.ClientInstanceId == Guid.Empty ? "no id" : response.ClientInstanceId == id ? "the same id" : "a new id";
        answers.AppendLine(
            $"get: {response.ErrorCode} {given} every {response.PushIntervalMs} ms, up to {response.TelemetryMaxBytes} B, codecs {string.Join(',', response.AcceptedCompressionTypes)}, "
            + $"delta {response.DeltaTemporality}, throttle {response.ThrottleTimeMs}: {string.Join(' ', response.RequestedMetrics.Order(StringComparer.Ordinal))}");
        return (response.ClientInstanceId, response.SubscriptionId);
    }

    public async Task PushAsync(Guid id, int subscription, sbyte compression = 0, byte[]? metrics = null, bool isTerminating = false)
    {
        var response = await client.CallAsync<PushTelemetryRequest, PushTelemetryResponse>(
            new() { ClientInstanceId = id, SubscriptionId = subscription, CompressionType = compression, Metrics = metrics ?? [], Terminating = isTerminating }, 0);
        answers.AppendLine($"push {metrics?.Length ?? 0} B in codec {compression}{(isTerminating ? ", the last" : "")}: {response.ErrorCode} throttle {response.ThrottleTimeMs}");
    }

    public void Dispose() => client.Dispose();
}
