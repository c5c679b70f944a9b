namespace Weir.Client;

/// <summary>How the client talks to the brokers (<c>security.protocol</c>).</summary>
public enum SecurityProtocol
{
    /// <summary>TCP without encryption and authentication.</summary>
    Plaintext = 0,

    /// <summary>TLS.</summary>
    Ssl = 1,

    /// <summary>SASL over TCP.</summary>
    SaslPlaintext = 2,

    /// <summary>SASL over TLS.</summary>
    SaslSsl = 3,
}
