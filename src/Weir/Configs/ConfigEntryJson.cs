namespace Weir.Configs;

/// <summary>A setting as <c>weir config describe --json</c> shows it; no value when it is not set, or secret.</summary>
internal sealed record ConfigEntryJson(string Name, string? Value, string Source, bool IsReadOnly, bool IsSensitive, string? Documentation);
