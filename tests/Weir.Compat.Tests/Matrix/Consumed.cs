using Weir.Compat.Tests.Clients;

namespace Weir.Compat.Tests.Matrix;

/// <summary>What one client read, by topic.</summary>
internal sealed record Consumed(IReadOnlyDictionary<string, List<WireRecord>> Topics, IReadOnlyList<string> Codecs);
