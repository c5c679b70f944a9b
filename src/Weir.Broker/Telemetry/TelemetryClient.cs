using System.Globalization;

namespace Weir.Broker.Telemetry;

/// <summary>A client as subscriptions see it (KIP-714, "Client matching").</summary>
/// <param name="InstanceId">Given by the broker, kept by the client for as long as it lives.</param>
/// <param name="ClientId">Its <c>client.id</c>, if it has one.</param>
/// <param name="SoftwareName">As told in ApiVersions (KIP-511).</param>
/// <param name="SoftwareVersion">As told in ApiVersions.</param>
/// <param name="Address">Where it connects from.</param>
/// <param name="Port">Port it connects from.</param>
internal sealed record TelemetryClient(Guid InstanceId, string? ClientId, string SoftwareName, string SoftwareVersion, string Address, int Port)
{
    // What is kept of a client must not be as long as it likes.
    private const int MaxClientId = 255;

    public static TelemetryClient Of(Guid instanceId, RequestContext context) => new(
        instanceId,
        context.ClientId is { Length: > MaxClientId } tooLong ? tooLong[..MaxClientId] : context.ClientId,
        context.Connection.SoftwareName,
        context.Connection.SoftwareVersion,
        context.ClientHost.TrimStart('/'),
        context.Connection.ClientPort);

    /// <summary>What a selector of <see cref="ClientMetricsConfigDefinitions.Selectors"/> stands for.</summary>
    public string? Property(string selector) => selector switch
    {
        "client_instance_id" => Weir.Protocol.KafkaUuid.Format(InstanceId),
        "client_id" => ClientId,
        "client_software_name" => SoftwareName,
        "client_software_version" => SoftwareVersion,
        "client_source_address" => Address,
        "client_source_port" => Port.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
