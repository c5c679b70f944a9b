namespace Weir.Compare.Loads;

/// <summary>One figure of one run.</summary>
/// <param name="Metric">What was measured, unit included.</param>
/// <param name="HigherIsBetter">Direction in which the ratio is read.</param>
internal readonly record struct Measurement(string Metric, double Value, bool HigherIsBetter);
