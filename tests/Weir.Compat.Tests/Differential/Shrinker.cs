namespace Weir.Compat.Tests.Differential;

/// <summary>Makes a sequence that is answered differently as short as it goes, by leaving steps out.</summary>
internal static class Shrinker
{
    private const int MostRuns = 150;

    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);

    /// <param name="steps">The sequence.</param>
    /// <param name="difference">What came of it.</param>
    /// <param name="run">Asks a sequence again, on fresh names.</param>
    public static async Task<Difference> ShrinkAsync(IReadOnlyList<Step> steps, Difference difference, Func<IReadOnlyList<Step>, Task<Difference?>> run)
    {
        // Nothing behind the difference matters.
        var shortest = steps.Take(difference.Questions.Count).ToList();
        var last = shortest[^1];
        var runs = 0;
        var started = TimeProvider.System.GetTimestamp();
        for (var chunk = Math.Max(shortest.Count / 2, 1); chunk > 0; chunk /= 2)
        {
            for (var start = 0; start < shortest.Count - 1 && runs < MostRuns; start += chunk)
            {
                var end = Math.Min(start + chunk, shortest.Count - 1);
                while (end > start && runs++ < MostRuns && TimeProvider.System.GetElapsedTime(started) < MostTime && await run([.. shortest[..start], .. shortest[end..]]) is { } still && IsSame(still))
                {
                    shortest = [.. shortest[..start], .. shortest[end..].Take(still.Questions.Count - start)];
                    difference = still;
                    end = Math.Min(start + chunk, shortest.Count - 1);
                }
            }
        }

        return difference;

        bool IsSame(Difference found) => found.Questions[^1].Split(' ')[0] == last.Api.ToString();
    }
}
