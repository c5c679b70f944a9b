using System.CommandLine;
using System.Globalization;
using Weir.Client;
using Weir.CommandLine;

namespace Weir.Configs;

/// <summary>The two arguments that name what has settings: <c>topic rides</c>, <c>broker 1</c>, <c>broker default</c>, <c>group reports</c>.</summary>
internal sealed class ConfigTarget
{
    private const string AllBrokers = "default";

    private static readonly Dictionary<string, ConfigResourceType> Kinds = new(StringComparer.Ordinal)
    {
        ["topic"] = ConfigResourceType.Topic,
        ["broker"] = ConfigResourceType.Broker,
        ["group"] = ConfigResourceType.Group,
        ["client-metrics"] = ConfigResourceType.ClientMetrics,
        ["logger"] = ConfigResourceType.BrokerLogger,
    };

    private readonly Argument<string> _kind = KindArgument();
    private readonly Argument<string> _name = new("name")
    {
        Description = $"Its name; a broker or its loggers by number; 'broker {AllBrokers}' is what holds for all brokers",
    };

    /// <summary>The kinds by the words a user writes.</summary>
    public static string Word(ConfigResourceType kind) => Kinds.FirstOrDefault(known => known.Value == kind).Key ?? kind.ToString();

    /// <summary>How a user writes the resource's name.</summary>
    public static string NameOf(ConfigResource resource) => resource == ConfigResource.AllBrokers ? AllBrokers : resource.Name;

    public static ConfigResourceType KindOf(string word) => Kinds[word];

    public static Argument<string> KindArgument()
    {
        var argument = new Argument<string>("kind") { Description = "What has the settings: " + string.Join(", ", Kinds.Keys) };
        argument.AcceptOnlyFromAmong([.. Kinds.Keys]);
        return argument;
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_kind);
        command.Arguments.Add(_name);
    }

    /// <exception cref="CommandException">A broker is not named by its number: exit code 2.</exception>
    public ConfigResource Read(ParseResult parsed)
    {
        var kind = KindOf(parsed.GetValue(_kind)!);
        var name = parsed.GetValue(_name)!;
        if (kind == ConfigResourceType.Broker && name == AllBrokers)
        {
            return ConfigResource.AllBrokers;
        }
        if (kind is ConfigResourceType.Broker or ConfigResourceType.BrokerLogger
            && !int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw CommandException.BadInput($"{Word(kind)} {name}: must be the number of a broker{(kind == ConfigResourceType.Broker ? $", or '{AllBrokers}' for all" : "")}");
        }
        return new ConfigResource(kind, name);
    }
}
