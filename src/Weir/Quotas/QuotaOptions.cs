using System.CommandLine;
using Weir.Client;
using Weir.CommandLine;

namespace Weir.Quotas;

/// <summary>The options that say whom limits hold for: <c>--client ID</c>, <c>--user NAME</c>, both, or <c>--ip ADDRESS</c>.</summary>
internal sealed class QuotaOptions
{
    private readonly Option<string?> _client = Entity("--client", "ID", "Client ids of this name");
    private readonly Option<string?> _user = Entity("--user", "NAME", "The user of this name");
    private readonly Option<string?> _ip = Entity("--ip", "ADDRESS", "Connections from this address");

    public void AddTo(Command command)
    {
        command.Options.Add(_client);
        command.Options.Add(_user);
        command.Options.Add(_ip);
    }

    /// <exception cref="CommandException">Nobody is named, or an address and a client: exit code 2.</exception>
    public ClientQuotaEntity Read(ParseResult parsed)
    {
        var entity = new ClientQuotaEntity(parsed.GetValue(_user), parsed.GetValue(_client), parsed.GetValue(_ip));
        if (entity is { User: null, ClientId: null, Ip: null })
        {
            throw CommandException.BadInput("whose limits? give --client, --user, both, or --ip");
        }
        if (entity is { Ip: not null, User: not null } or { Ip: not null, ClientId: not null })
        {
            throw CommandException.BadInput("--ip limits connections, --client and --user limit requests: give one or the other");
        }
        return entity;
    }

    private static Option<string?> Entity(string name, string help, string description) => new(name)
    {
        Description = $"{description}; '{ClientQuotaEntity.Default}' is all without limits of their own",
        HelpName = help,
    };
}
