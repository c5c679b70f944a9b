using System.CommandLine;
using System.CommandLine.Help;
using Weir.Client;
using Weir.Output;

namespace Weir.CommandLine;

/// <summary>Runs one command line: parses it, runs its command, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class Entry
{
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var root = WeirCommandLine.Build(terminal, args.FirstOrDefault());
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            return Refuse(parsed, args, terminal);
        }
        var settings = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Interrupt listens for the signals
        };
        try
        {
            return await parsed.InvokeAsync(settings);
        }
        catch (CommandException failure)
        {
            terminal.Complain(failure.Message);
            return failure.ExitCode;
        }
        catch (ClientConfigurationException error)
        {
            terminal.Complain(FailureText.Describe(error));
            return ExitCode.Usage;
        }
        catch (Exception error)
        {
            terminal.Complain(FailureText.Describe(error));
            return ExitCode.Failure;
        }
    }

    private static int Refuse(ParseResult parsed, string[] args, Terminal terminal)
    {
        if (UsageError.LacksSubcommand(parsed))
        {
            parsed.CommandResult.Command.Parse("--help").Invoke(new InvocationConfiguration { Output = terminal.Error });
        }
        else
        {
            terminal.Complain(UsageError.Describe(parsed, args));
        }
        return ExitCode.Usage;
    }
}
