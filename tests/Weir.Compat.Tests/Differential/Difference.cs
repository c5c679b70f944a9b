using System.Text.RegularExpressions;

namespace Weir.Compat.Tests.Differential;

/// <summary>The last step of a sequence, answered differently.</summary>
/// <param name="Questions">What was asked until then.</param>
/// <param name="Kafka">Apache Kafka's answer to the last question.</param>
/// <param name="Weir">Weir's.</param>
internal sealed partial record Difference(IReadOnlyList<string> Questions, IReadOnlyList<string> Kafka, IReadOnlyList<string> Weir)
{
    /// <summary>What differs, without what differs from case to case: the API, the fields, and the values unless they are numbers.</summary>
    public string Subject => Places().Replace($"{Questions[^1].Split(' ')[0]} {string.Join(' ', Kafka.Except(Weir).Concat(Weir.Except(Kafka)).Take(2))}", "");

    public override string ToString() => string.Join('\n',
    [
        .. Questions.Select((question, i) => $"{i + 1}. {question}"),
        .. Kafka.Except(Weir).Select(line => $"  Kafka: {line}"),
        .. Weir.Except(Kafka).Select(line => $"  Weir:  {line}"),
        .. Kafka.ToHashSet().SetEquals(Weir) ? Kafka.Select(line => $"  Kafka in order: {line}").Concat(Weir.Select(line => $"  Weir in order:  {line}")) : [],
    ]);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Places();
}
