using Weir.Protocol;

namespace Weir.Client;

/// <summary>A client setting that cannot be used: the message names the key, the value and what is allowed.</summary>
public sealed class ClientConfigurationException : KafkaException
{
    public ClientConfigurationException()
    {
    }

    public ClientConfigurationException(string message)
        : base(ErrorCode.InvalidConfig, message)
    {
    }

    public ClientConfigurationException(string message, Exception innerException)
        : base(ErrorCode.InvalidConfig, message, innerException)
    {
    }

    public ClientConfigurationException(string key, string? value, string allowed)
        : base(ErrorCode.InvalidConfig, $"The setting {key} = '{value}' cannot be used: {allowed}") => Key = key;

    /// <summary>The standard property name, for example <c>bootstrap.servers</c>.</summary>
    public string Key { get; } = "";
}
