namespace Weir.Bench;

/// <summary>What was measured; the shape of <c>weir bench --json</c>.</summary>
internal sealed record BenchJson(int RecordSize, BenchRunJson[] Runs);
