using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Compat.Tests.Differential;

/// <summary>Writes a message down, a line for each field: lists of structures in an order of their own, ids by name, and without what no two brokers share.</summary>
internal static class AnswerText
{
    // Times, addresses and ids of the brokers, and what their files take.
    private static readonly HashSet<string> NotCompared =
    [
        "ThrottleTimeMs", "Host", "Port", "ClusterId", "ClientHost", "LogDir", "TotalBytes", "UsableBytes", "PartitionSize", "Documentation", "NodeEndpoints",
    ];

    // Whether there is one is compared; which it is differs.
    private static readonly HashSet<string> Times = ["LogAppendTimeMs", "TransactionStartTimeMs", "LastTimestamp"];

    private static readonly HashSet<ErrorCode> Passing =
    [
        ErrorCode.ConcurrentTransactions, ErrorCode.CoordinatorNotAvailable, ErrorCode.CoordinatorLoadInProgress, ErrorCode.NotCoordinator,
        ErrorCode.NotEnoughReplicas, ErrorCode.NotLeaderOrFollower,
    ];

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Fields = new();

    public static List<string> Of(object message, Names names, Func<string, bool> isCompared)
    {
        var lines = new List<string>();
        Add(message, "", "", names, isCompared, lines);
        return lines;
    }

    /// <summary>Whether an error in the message is one that a client waits for to pass.</summary>
    public static bool HasPassingError(object? value) => value switch
    {
        ErrorCode error => Passing.Contains(error),
        IProtocolStructure structure => FieldsOf(structure).Any(field => HasPassingError(field.Name == "PartitionErrorCode" ? (ErrorCode)(short)field.GetValue(structure)! : field.GetValue(structure))),
        IEnumerable list and not string => list.OfType<IProtocolStructure>().Any(HasPassingError),
        _ => false,
    };

    private static PropertyInfo[] FieldsOf(object structure) =>
        Fields.GetOrAdd(structure.GetType(), type => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && !NotCompared.Contains(p.Name))]);

    private static void Add(object structure, string path, string shape, Names names, Func<string, bool> isCompared, List<string> lines)
    {
        foreach (var field in FieldsOf(structure))
        {
            var fieldShape = shape.Length == 0 ? field.Name : $"{shape}.{field.Name}";
            if (isCompared(fieldShape))
            {
                AddField(field.Name, field.GetValue(structure), path.Length == 0 ? field.Name : $"{path}.{field.Name}", fieldShape, names, isCompared, lines);
            }
        }
    }

    private static void AddField(string name, object? value, string path, string shape, Names names, Func<string, bool> isCompared, List<string> lines)
    {
        switch (value)
        {
            case IProtocolStructure inner:
                Add(inner, path, shape, names, isCompared, lines);
                break;
            case IEnumerable list and not string when list.Cast<object>().FirstOrDefault() is IProtocolStructure:
                var elements = list.Cast<object>().Select(element =>
                {
                    var inner = new List<string>();
                    Add(element, "", ShapeOf(element, name, shape), names, isCompared, inner);
                    return inner;
                });
                var index = 0;
                foreach (var element in elements.OrderBy(lines => string.Join('\n', lines), StringComparer.Ordinal))
                {
                    lines.AddRange(element.Select(line => $"{path}[{index}].{line}"));
                    index++;
                }

                break;
            case ReadOnlyMemory<byte> records when name == "Records":
                RecordText.Add(records, path, names, lines);
                break;
            default:
                lines.Add($"{path} = {ValueText(name, value, names)}");
                break;
        }
    }

    // Settings differ one by one.
    private static string ShapeOf(object element, string list, string shape) =>
        list == "Configs" && element.GetType().GetProperty("Name")?.GetValue(element) is string name ? $"{shape}[{name}]" : shape;

    private static string ValueText(string name, object? value, Names names) => value switch
    {
        null => "null",
        long id when name.EndsWith("ProducerId", StringComparison.Ordinal) => names.OfProducer(id),
        Guid id => names.OfTopicId(id),
        long time when Times.Contains(name) => time < 0 ? "none" : "a time",
        ReadOnlyMemory<byte> bytes => names.Translate(Convert.ToHexString(bytes.Span)),
        string text => names.Translate(text),
        IEnumerable list => $"[{string.Join(' ', list.Cast<object>().Select(element => ValueText(name, element, names)).Order(StringComparer.Ordinal))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
