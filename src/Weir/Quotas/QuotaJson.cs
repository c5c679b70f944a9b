namespace Weir.Quotas;

/// <summary>Limits as <c>weir quota list --json</c> shows them.</summary>
internal sealed record QuotaJson(string? User, string? Client, string? Ip, IReadOnlyDictionary<string, double> Limits);
