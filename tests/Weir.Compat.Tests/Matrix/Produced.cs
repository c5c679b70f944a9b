using Weir.Compat.Tests.Clients;

namespace Weir.Compat.Tests.Matrix;

/// <summary>What one client wrote, and the time span (milliseconds since 1970) in which it did.</summary>
internal sealed record Produced(IReadOnlyList<TopicPlan> Topics, IReadOnlyList<string> Codecs, bool SetsTimestamps, long Started, long Ended);
