using System.Text.Json;

namespace Weir.Benchmarks.Allocations;

/// <summary>Measures every case and compares it with <c>expected-allocations.json</c>.</summary>
internal static class AllocationCheck
{
    // A fifth of a byte per unit is the noise of timers and of the thread pool, not an object.
    private const double Noise = 0.2;

    /// <returns>Exit code: 0 when no figure is above what the file allows, 1 otherwise.</returns>
    public static async Task<int> RunAsync(string[] filters)
    {
        Dictionary<string, double> expected = ReadExpected();
        await using var broker = await BrokerCases.StartAsync();
        using var log = new LogCases();
        List<AllocationCase> cases = [.. ProtocolCases.All(), .. log.All(), .. broker.All()];
        bool isComplete = filters.Length == 0;
        if (isComplete)
        {
            ThrowIfNamesDiffer(expected.Keys, cases.Select(c => c.Name));
        }

        int failures = 0;
        Console.WriteLine($"{"bytes",10} {"allowed",10}");
        foreach (AllocationCase current in cases.Where(c => isComplete || filters.Any(f => c.Name.Contains(f, StringComparison.Ordinal))))
        {
            double measured = Math.Round(current.Measure(), 1);
            double allowed = expected[current.Name];
            bool isTooMuch = measured > allowed + Noise;
            failures += isTooMuch ? 1 : 0;
            Console.WriteLine($"{measured,10:0.0} {allowed,10:0.0} {current.Name}{(isTooMuch ? "  <-- more than allowed" : "")}");
        }

        Console.WriteLine(failures == 0 ? "No allocation is above what is allowed." : $"{failures} figures are above what {FileName} allows.");
        return failures == 0 ? 0 : 1;
    }

    private const string FileName = "Allocations/expected-allocations.json";

    private static Dictionary<string, double> ReadExpected()
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, FileName));
        return JsonSerializer.Deserialize<Dictionary<string, double>>(file) ?? [];
    }

    private static void ThrowIfNamesDiffer(IEnumerable<string> expected, IEnumerable<string> measured)
    {
        string[] different = [.. expected.Except(measured).Select(n => $"'{n}' is only in the file"), .. measured.Except(expected).Select(n => $"'{n}' is not in the file")];
        if (different.Length > 0)
        {
            throw new InvalidOperationException($"{FileName} does not fit the cases: {string.Join("; ", different)}.");
        }
    }
}
