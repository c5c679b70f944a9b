namespace Weir.CommandLine;

/// <summary>Ends a command with one line on standard error and an exit code.</summary>
internal sealed class CommandException : Exception
{
    private CommandException(string message, int exitCode, Exception? inner)
        : base(message, inner)
    {
        ExitCode = exitCode;
    }

    public int ExitCode { get; }

    /// <summary>The command was understood but did not succeed: exit code 1.</summary>
    public static CommandException Failed(string message, Exception? inner = null) =>
        new(message, CommandLine.ExitCode.Failure, inner);

    /// <summary>The command line or the input it names is wrong: exit code 2.</summary>
    public static CommandException BadInput(string message, Exception? inner = null) =>
        new(message, CommandLine.ExitCode.Usage, inner);
}
