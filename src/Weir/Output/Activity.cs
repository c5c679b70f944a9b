using Spectre.Console;

namespace Weir.Output;

/// <summary>Shows on a screen that something is going on; writes nothing anywhere else.</summary>
internal static class Activity
{
    /// <summary>Runs <paramref name="work"/> under a moving sign and the words that say what it does.</summary>
    public static Task<T> ShowAsync<T>(Terminal terminal, string doing, Func<Task<T>> work)
    {
        if (!terminal.Decorated)
        {
            return work();
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) });
        return console.Status().StartAsync(Markup.Escape(doing), _ => work());
    }
}
