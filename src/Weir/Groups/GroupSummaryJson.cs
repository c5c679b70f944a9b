namespace Weir.Groups;

/// <summary>A group as <c>weir group list --json</c> shows it.</summary>
internal sealed record GroupSummaryJson(string Group, string State, string Type, string ProtocolType);
