using System.CommandLine;
using Microsoft.Extensions.Logging;
using Weir.Client;
using Weir.CommandLine;
using Weir.Logging;
using Weir.Output;

namespace Weir.Cluster;

/// <summary>The options by which every client command finds its cluster.</summary>
internal sealed class ClusterOptions
{
    private const string DefaultServer = "127.0.0.1:9092";

    private readonly Option<string?> _server = new("--bootstrap-server", "-b")
    {
        Description = $"Brokers to ask first; {DefaultServer} unless the properties file names others",
        HelpName = "HOST:PORT",
        Recursive = true,
    };

    private readonly Option<string?> _file = new("--config-file")
    {
        Description = "A client.properties file with Kafka's standard names",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<string[]> _property = new("--property")
    {
        Description = "A client setting by its standard name, over the file's; may be repeated",
        HelpName = "k=v",
        Recursive = true,
    };

    /// <summary>Adds the options to a command; its subcommands have them too.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_file);
        command.Options.Add(_property);
    }

    /// <summary>A client for the cluster these options name.</summary>
    /// <exception cref="ClientConfigurationException">A setting cannot be used.</exception>
    /// <exception cref="CommandException">Nobody listens: exit code 1.</exception>
    public async Task<AdminClient> OpenAdminAsync(ParseResult parsed, Terminal terminal)
    {
        var logging = Logging(terminal);
        var options = Read(parsed).ToAdminOptions(logging.CreateLogger("weir"));
        await BootstrapProbe.RequireAsync(options.BootstrapServers, TimeProvider.System);
        return new AdminClient(options, logging);
    }

    /// <summary>Where the clients' warnings go, each once: they repeat while a broker is away.</summary>
    public static LineLoggerFactory Logging(Terminal terminal) => new(terminal.Error, LogLevel.Warning, once: true);

    /// <summary>The client settings these options give.</summary>
    /// <exception cref="ClientConfigurationException">The file cannot be read.</exception>
    public ClientProperties Read(ParseResult parsed)
    {
        var properties = parsed.GetValue(_file) is { } file ? ClientProperties.Load(file) : ClientProperties.FromDictionary([]);
        foreach (var (key, value) in KeyValues.Parse(_property.Name, parsed.GetValue(_property)))
        {
            properties.Set(key, value);
        }
        if (parsed.GetValue(_server) is { } server)
        {
            properties.Set("bootstrap.servers", server);
        }
        // A person waits: give up sooner than a service would.
        return properties
            .SetDefault("bootstrap.servers", DefaultServer)
            .SetDefault("client.id", "weir-cli")
            .SetDefault("default.api.timeout.ms", "10000")
            .SetDefault("max.block.ms", "10000")
            .SetDefault("socket.connection.setup.timeout.ms", "5000");
    }
}
