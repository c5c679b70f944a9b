using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Client.Diagnostics;

namespace Weir.Client;

/// <summary>
/// Settings under Kafka's standard names, as a <c>client.properties</c> file or a dictionary holds them. Keys that no client knows
/// are warned about; values that cannot be used are errors.
/// </summary>
/// <remarks>Thread model: not synchronised.</remarks>
public sealed class ClientProperties
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The settings read so far.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Reads a file in the syntax of <c>java.util.Properties</c>.</summary>
    /// <exception cref="ClientConfigurationException">The file cannot be read, or holds an ill-formed escape.</exception>
    public static ClientProperties Load(string path)
    {
        try
        {
            return FromDictionary(PropertiesFile.Parse(File.ReadAllText(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ClientConfigurationException($"The properties file '{path}' cannot be read: {e.Message}", e);
        }
    }

    public static ClientProperties FromDictionary(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var properties = new ClientProperties();
        foreach ((string key, string value) in values)
        {
            properties._values[key] = value;
        }

        return properties;
    }

    /// <summary>Sets one value over what was read.</summary>
    public ClientProperties Set(string key, string value)
    {
        _values[key] = value;
        return this;
    }

    /// <exception cref="ClientConfigurationException">A value cannot be used.</exception>
    public ProducerOptions ToProducerOptions(ILogger? logger = null)
    {
        var options = new ProducerOptions();
        Apply(options, PropertyTables.Producer, logger);

        // As in Java, idempotence gives way to settings that exclude it, unless it was asked for.
        if (!_values.ContainsKey("enable.idempotence") && options.TransactionalId is null && (options.Acks != Acks.All || options.MaxInFlightRequestsPerConnection > 5 || options.Retries == 0))
        {
            options.EnableIdempotence = false;
        }

        return Checked(options);
    }

    /// <exception cref="ClientConfigurationException">A value cannot be used.</exception>
    public ConsumerOptions ToConsumerOptions(ILogger? logger = null)
    {
        var options = new ConsumerOptions();
        Apply(options, PropertyTables.Consumer, logger);
        return Checked(options);
    }

    /// <exception cref="ClientConfigurationException">A value cannot be used, or there is no <c>group.id</c>.</exception>
    public ShareConsumerOptions ToShareConsumerOptions(ILogger? logger = null)
    {
        var options = new ShareConsumerOptions();
        Apply(options, PropertyTables.ShareConsumer, logger);
        return Checked(options);
    }

    /// <exception cref="ClientConfigurationException">A value cannot be used.</exception>
    public AdminOptions ToAdminOptions(ILogger? logger = null)
    {
        var options = new AdminOptions();
        Apply<AdminOptions>(options, null, logger);
        return Checked(options);
    }

    private static TOptions Checked<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Validate();
        return options;
    }

    private void Apply<TOptions>(TOptions options, Dictionary<string, Action<TOptions, PropertyValue>>? table, ILogger? logger)
        where TOptions : ClientOptions
    {
        foreach ((string key, string text) in _values)
        {
            var value = new PropertyValue(key, text.Trim());
            if (PropertyTables.Common.TryGetValue(key, out Action<ClientOptions, PropertyValue>? common))
            {
                common(options, value);
            }
            else if (table is not null && table.TryGetValue(key, out Action<TOptions, PropertyValue>? own))
            {
                own(options, value);
            }
            else if (!PropertyTables.IsKnown(key))
            {
                Log.UnknownProperty(logger ?? NullLogger.Instance, key);
            }
        }
    }
}
