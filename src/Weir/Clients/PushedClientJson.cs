namespace Weir.Clients;

/// <summary>A client that has pushed metrics, as <c>weir client list --json</c> shows it.</summary>
internal sealed record PushedClientJson(string ClientInstanceId, string? ClientId, string Software, string Address, DateTimeOffset Pushed, bool Terminated, int Metrics);
