using Weir.Compat.Tests.Harness;
using Weir.Protocol;

namespace Weir.Compat.Tests.Differential;

/// <summary>The fields in which Weir differs from Apache Kafka on purpose, with the reasons: <c>differences.txt</c>.</summary>
internal sealed class AcceptedDifferences
{
    private readonly HashSet<string> _fields;

    private AcceptedDifferences(IEnumerable<string> fields) => _fields = [.. fields];

    public static AcceptedDifferences Load()
    {
        var lines = File.ReadAllLines(Path.Combine(Locations.Sources, "Differential", "differences.txt"))
            .Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Split(": ", 2)).ToList();
        Assert.All(lines, line => Assert.True(line.Length == 2 && line[1].Length > 0, $"no reason is given for {line[0]}"));
        return new AcceptedDifferences(lines.Select(line => line[0]));
    }

    /// <param name="api">The API that answers.</param>
    /// <param name="field">The field's path, without places in lists: <c>Topics.Partitions.ErrorCode</c>, <c>Topics.Configs[retention.ms].Value</c>.</param>
    public bool Contains(ApiKey api, string field) => _fields.Contains($"{api} {field}") || _fields.Contains($"any {field[(field.LastIndexOf('.') + 1)..]}");
}
