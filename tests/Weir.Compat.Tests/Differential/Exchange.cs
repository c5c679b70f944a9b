namespace Weir.Compat.Tests.Differential;

/// <summary>A question as it was put to one broker, and the answer, field by field, without what may differ between brokers.</summary>
internal sealed record Exchange(string Question, IReadOnlyList<string> Answer);
