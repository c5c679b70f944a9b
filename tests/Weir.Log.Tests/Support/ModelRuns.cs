using System.Globalization;

namespace Weir.Log.Tests.Support;

/// <summary>Runs a log beside its model. <c>WEIR_SEED</c> repeats a run that failed; otherwise each has a seed of the moment.</summary>
internal static class ModelRuns
{
    public static TheoryData<int> Seeds(int count)
    {
        int first = Environment.GetEnvironmentVariable("WEIR_SEED") is { } fixedSeed
            ? int.Parse(fixedSeed, CultureInfo.InvariantCulture)
            : Random.Shared.Next(1_000_000);
        return [.. Enumerable.Range(first, count)];
    }

    public static async Task RunAsync(IModelRun run, int steps, int seed)
    {
        await using (run)
        {
            try
            {
                for (int step = 0; step < steps; step++)
                {
                    await run.Step();
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Failed with WEIR_SEED={seed}: {e.Message}\n{run.Trace}", e);
            }
        }
    }
}
