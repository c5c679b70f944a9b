using System.Runtime.CompilerServices;

namespace Weir.Compat.Tests.Harness;

/// <summary>A theory that fails rather than hangs, whatever the foreign program does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CompatTheoryAttribute : TheoryAttribute
{
    public CompatTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Timeout = CompatFactAttribute.TimeoutMs;
    }
}
