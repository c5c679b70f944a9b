namespace Weir.CommandLine;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command was understood but did not succeed.</summary>
    public const int Failure = 1;

    /// <summary>The command line, or the input it names, is wrong: the same call will fail again.</summary>
    public const int Usage = 2;
}
