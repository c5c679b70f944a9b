namespace Weir.Benchmarks.Allocations;

/// <summary>A figure of <c>expected-allocations.json</c> and the way to measure it.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Measure">Returns allocated bytes per unit the name speaks of.</param>
internal sealed record AllocationCase(string Name, Func<double> Measure);
