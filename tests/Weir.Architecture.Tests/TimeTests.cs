using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Weir.Architecture.Tests;

/// <summary>Time comes from TimeProvider, never from the clock, so that tests own it.</summary>
public sealed class TimeTests
{
    private static readonly string[] Libraries = ["Weir.Protocol", "Weir.Log", "Weir.Broker", "Weir.Client"];

    private static readonly string[] Clocks =
    [
        "DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Environment.TickCount", "Environment.TickCount64",
        "Stopwatch.StartNew", "Stopwatch.GetTimestamp", "Stopwatch.GetElapsedTime", "Thread.Sleep",
    ];

    private static IEnumerable<SourceFile> Files => Repository.Sources.Where(f => Libraries.Contains(f.Project));

    [Fact]
    public void Clock_is_not_read() =>
        Law.Holds(
            from file in Files
            from access in file.All<MemberAccessExpressionSyntax>()
            where Clocks.Contains(access.ToString())
            select $"{file.At(access)} {access}");

    [Fact]
    public void Delay_names_its_time_provider() =>
        Law.Holds(
            from file in Files
            from call in file.All<InvocationExpressionSyntax>()
            where call.Expression.ToString() == "Task.Delay" && !TakesTime(call.ArgumentList)
            select $"{file.At(call)} {call}");

    [Fact]
    public void Timer_names_its_time_provider() =>
        Law.Holds(
            from file in Files
            from made in file.All<ObjectCreationExpressionSyntax>()
            where made.Type.ToString() is "Timer" or "System.Threading.Timer"
                || (made.Type.ToString() is "PeriodicTimer" or "CancellationTokenSource" && made.ArgumentList is { Arguments.Count: > 0 } given && !TakesTime(given))
            select $"{file.At(made)} {made}");

    private static bool TakesTime(ArgumentListSyntax arguments) =>
        arguments.Arguments.Skip(1).Any(a => a.ToString().Contains("time", StringComparison.OrdinalIgnoreCase));
}
