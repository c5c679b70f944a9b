namespace Weir.Client.Tests.Brokers;

/// <summary>Weir's broker for clients that do not learn of its features, and so keep to transactions V1.</summary>
public sealed class WeirWithTransactionsV1() : WeirBehindProxy(versions: null);
