namespace Weir.Configs;

/// <summary>Something with settings as <c>weir config list --json</c> shows it.</summary>
internal sealed record ConfigResourceJson(string Kind, string Name);
