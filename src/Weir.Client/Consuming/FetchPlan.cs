namespace Weir.Client.Consuming;

/// <summary>How the next fetch is to be made.</summary>
/// <param name="HasTopicIds">The ids of all topics are known.</param>
/// <param name="IsHoldingBack">Some partition is left out because enough of it is buffered.</param>
/// <param name="RetryAt">When a partition that has just failed may be fetched again; <see cref="long.MaxValue"/> when there is none.</param>
/// <param name="IsRedirected">Some partition goes back from this broker to its leader, whose fetcher has to know.</param>
internal readonly record struct FetchPlan(bool HasTopicIds, bool IsHoldingBack, long RetryAt, bool IsRedirected);
