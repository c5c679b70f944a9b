namespace Weir.Broker.Groups.Consumer;

/// <summary>The topics a regular expression matched when it was last looked at.</summary>
/// <param name="Topics">Sorted.</param>
/// <param name="Version">Version of the cluster's metadata it was looked at with.</param>
/// <param name="TimestampMs">When, in milliseconds since the Unix epoch.</param>
internal sealed record ResolvedRegex(IReadOnlyList<string> Topics, long Version, long TimestampMs);
