using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Weir.CommandLine;

/// <summary>Says in one line what is wrong with a command line, and what it may have been meant to be.</summary>
internal static partial class UsageError
{
    /// <summary>True when nothing is wrong but that a command like <c>weir topic</c> needs a subcommand: its help is the best answer.</summary>
    public static bool LacksSubcommand(ParseResult parsed) =>
        parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0 && parsed.Errors.Count == 1;

    public static string Describe(ParseResult parsed, string[] args)
    {
        var result = parsed.CommandResult;
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            // A word before the first command that was understood was meant to be a command of the root.
            return word == args[0]
                ? Unknown(word, parsed.RootCommandResult.Command, "weir")
                : Unknown(word, result.Command, PathOf(result));
        }
        return $"{Problem(parsed)}; see '{PathOf(result)} --help'";
    }

    private static string Problem(ParseResult parsed)
    {
        var missing = parsed.CommandResult.Command.Arguments.FirstOrDefault(
            argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 });
        var error = parsed.Errors[0];
        if (missing is not null && error.SymbolResult is CommandResult or ArgumentResult { Tokens.Count: 0 } && missing.Arity.MinimumNumberOfValues > 0)
        {
            return $"{(missing.HelpName ?? missing.Name).ToUpperInvariant()} is missing";
        }
        var typed = WrongType().Match(error.Message);
        if (typed.Success)
        {
            var name = error.SymbolResult is ArgumentResult { Parent: CommandResult } given ? given.Argument.Name : typed.Groups["option"].Value;
            return $"{name} {typed.Groups["value"]}: must be {NameOfType(typed.Groups["type"].Value)}";
        }
        return Spaces().Replace(error.Message, " ").TrimEnd('.');
    }

    private static string NameOfType(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Double" => "a number",
        "System.Boolean" => "true or false",
        _ => "another kind of value",
    };

    private static string Unknown(string word, Command command, string path)
    {
        var isOption = word.StartsWith('-');
        var candidates = isOption
            ? command.Options.Concat(InheritedOptions(command)).Where(o => !o.Hidden).SelectMany(o => o.Aliases.Append(o.Name))
            : command.Subcommands.Where(c => !c.Hidden).SelectMany(c => c.Aliases.Append(c.Name));
        var kind = isOption ? "an option" : command.Subcommands.Count > 0 ? "a command" : "an argument";
        return Suggestion.For(word, candidates) is { } meant
            ? $"'{word}' is not {kind} of '{path}'; did you mean '{meant}'?"
            : $"'{word}' is not {kind} of '{path}'; see '{path} --help'";
    }

    private static IEnumerable<Option> InheritedOptions(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent =>
            parent.Options.Where(option => option.Recursive).Concat(InheritedOptions(parent)));

    private static string PathOf(CommandResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = result; at is not null; at = at.Parent)
        {
            if (at is CommandResult command)
            {
                names.Push(command.Command is RootCommand ? "weir" : command.Command.Name);
            }
        }
        return string.Join(' ', names);
    }

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (?:option|command) '(?<option>.*)' as expected type '(?<type>.*)'")]
    private static partial Regex WrongType();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
