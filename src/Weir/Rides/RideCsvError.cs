namespace Weir.Rides;

/// <summary>Why a line holds no ride.</summary>
/// <param name="Line">Line in the file, the header being line 1.</param>
/// <param name="Column">Name of the column at fault, or null when the line as a whole is.</param>
/// <param name="Reason">What was expected and what was found.</param>
internal sealed record RideCsvError(long Line, string? Column, string Reason)
{
    public override string ToString() => Column is null
        ? $"line {Line}: {Reason}"
        : $"line {Line}, column {Column}: {Reason}";
}
