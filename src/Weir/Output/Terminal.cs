namespace Weir.Output;

/// <summary>Where a command writes, and whether a person is looking.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Messages; never results.</param>
/// <param name="Decorated">True when <paramref name="Out"/> is a screen that understands ANSI sequences; else text stays plain.</param>
/// <param name="Width">Characters that fit a line, 0 for no limit.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool Decorated, int Width)
{
    /// <summary>The process's own streams. <c>NO_COLOR</c> is left to Spectre.Console, which keeps the frames and drops the colours.</summary>
    public static Terminal Standard()
    {
        var decorated = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null or "");
        return new Terminal(Console.Out, Console.Error, decorated, decorated ? Console.WindowWidth : 0);
    }

    /// <summary>Writes one line of trouble to standard error, in the form every command uses.</summary>
    public void Complain(string message) => Error.WriteLine($"weir: {message}");
}
