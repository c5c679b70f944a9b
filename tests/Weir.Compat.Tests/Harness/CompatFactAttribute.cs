using System.Runtime.CompilerServices;

namespace Weir.Compat.Tests.Harness;

/// <summary>A fact that fails rather than hangs, whatever the foreign program does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CompatFactAttribute : FactAttribute
{
    internal const int TimeoutMs = 300_000;

    public CompatFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Timeout = TimeoutMs;
    }
}
