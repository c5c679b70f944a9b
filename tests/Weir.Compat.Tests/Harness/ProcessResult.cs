namespace Weir.Compat.Tests.Harness;

/// <summary>How a process ended and what it wrote.</summary>
internal sealed record ProcessResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>The last line of standard output, where the drivers put their answer.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    public ProcessResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Command}: exit code {ExitCode}\n{Shorten(Error)}\n{Shorten(Output)}");
        return this;
    }

    private static string Shorten(string text) => text.Length <= 4000 ? text : text[..1500] + "\n...\n" + text[^2500..];
}
