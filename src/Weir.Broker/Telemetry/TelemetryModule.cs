namespace Weir.Broker.Telemetry;

/// <summary>Metrics of clients (KIP-714): what they are asked for, and what they push.</summary>
internal sealed class TelemetryModule(BrokerServices services) : IBrokerModule
{
    public IEnumerable<ApiHandler> Handlers
    {
        get
        {
            var instances = new TelemetryInstances(services.Controller, services.Time);
            int maxBytes = services.Config.GetInt("telemetry.max.bytes");
            return
            [
                new GetTelemetrySubscriptionsHandler(instances, maxBytes),
                new PushTelemetryHandler(instances, new ClientMetricsLog(services, new CompletionQueue()), maxBytes, services.LoggerFactory),
            ];
        }
    }

    public ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
