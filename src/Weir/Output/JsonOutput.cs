using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Weir.Output;

/// <summary>Output for scripts: one JSON value a line.</summary>
internal static class JsonOutput
{
    public static Option<bool> Option() => new("--json") { Description = "Write JSON, one value a line" };

    public static void WriteLine<T>(Terminal terminal, T value, JsonTypeInfo<T> type) =>
        terminal.Out.WriteLine(JsonSerializer.Serialize(value, type));
}
