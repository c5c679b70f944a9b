namespace Weir.Client;

/// <summary>Settings that every client has. Property names of Apache Kafka are given in brackets; defaults are Kafka's unless said.</summary>
public abstract class ClientOptions
{
    /// <summary>Brokers to ask first, as <c>host:port,host:port</c> (<c>bootstrap.servers</c>). Required.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>A name for the brokers' logs and quotas (<c>client.id</c>).</summary>
    public string ClientId { get; set; } = "weir-client";

    /// <summary>Rack of the client (<c>client.rack</c>): assignors go by it, and a consumer reads from replicas in its rack when the brokers allow it (KIP-392).</summary>
    public string ClientRack { get; set; } = "";

    /// <summary>How the client talks to the brokers (<c>security.protocol</c>). Only <see cref="SecurityProtocol.Plaintext"/> is available.</summary>
    public SecurityProtocol SecurityProtocol { get; set; } = SecurityProtocol.Plaintext;

    /// <summary>How long to wait for the answer to one request before the connection is given up (<c>request.timeout.ms</c>).</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call may take with all its retries (<c>default.api.timeout.ms</c>).</summary>
    public TimeSpan DefaultApiTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait for a TCP connection (<c>socket.connection.setup.timeout.ms</c>).</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>First pause before connecting again; doubles up to <see cref="ReconnectBackoffMax"/> (<c>reconnect.backoff.ms</c>).</summary>
    public TimeSpan ReconnectBackoff { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause before connecting again (<c>reconnect.backoff.max.ms</c>).</summary>
    public TimeSpan ReconnectBackoffMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>First pause before a request is repeated; doubles up to <see cref="RetryBackoffMax"/> (<c>retry.backoff.ms</c>).</summary>
    public TimeSpan RetryBackoff { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause before a request is repeated (<c>retry.backoff.max.ms</c>).</summary>
    public TimeSpan RetryBackoffMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Age at which metadata is asked for again even if nothing changed (<c>metadata.max.age.ms</c>).</summary>
    public TimeSpan MetadataMaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Size of the socket's send buffer in bytes; -1 leaves it to the system (<c>send.buffer.bytes</c>).</summary>
    public int SendBufferBytes { get; set; } = -1;

    /// <summary>Size of the socket's receive buffer in bytes; -1 leaves it to the system (<c>receive.buffer.bytes</c>).</summary>
    public int ReceiveBufferBytes { get; set; } = -1;

    /// <summary>Checks the settings against each other.</summary>
    /// <exception cref="ClientConfigurationException">A setting is missing or cannot be used.</exception>
    internal virtual void Validate()
    {
        _ = Networking.BootstrapAddresses.Parse(BootstrapServers);
        if (SecurityProtocol != SecurityProtocol.Plaintext)
        {
            throw new ClientConfigurationException(
                "security.protocol",
                SecurityProtocol.ToString(),
                "this client speaks PLAINTEXT only; TLS and SASL are not available. Use a PLAINTEXT listener of the broker.");
        }

        OptionRules.Positive("request.timeout.ms", RequestTimeout);
        OptionRules.Positive("default.api.timeout.ms", DefaultApiTimeout);
        OptionRules.Positive("socket.connection.setup.timeout.ms", ConnectTimeout);
        OptionRules.NotNegative("reconnect.backoff.ms", ReconnectBackoff);
        OptionRules.NotNegative("retry.backoff.ms", RetryBackoff);
        OptionRules.Positive("metadata.max.age.ms", MetadataMaxAge);
    }
}
