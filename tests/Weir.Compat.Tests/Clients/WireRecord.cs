using System.Text.Json.Serialization;

namespace Weir.Compat.Tests.Clients;

/// <summary>A record as the drivers exchange it: keys, values and header values in base64, so that null, empty and binary stay apart.</summary>
internal sealed record WireRecord
{
    public required int Partition { get; init; }

    /// <summary>Its offset where it was read; absent where it is yet to be produced.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Offset { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long Timestamp { get; init; }

    public required string? Key { get; init; }

    public required string? Value { get; init; }

    /// <summary>Pairs of a name and a value.</summary>
    public IReadOnlyList<string?[]> Headers { get; init; } = [];

    /// <summary>Everything but the timestamp, as one comparable line.</summary>
    public string Content() =>
        $"{Partition}@{Offset} key={Key ?? "null"} value={Value ?? "null"} headers=[{string.Join(' ', Headers.Select(h => $"{h[0]}={h[1] ?? "null"}"))}]";
}
