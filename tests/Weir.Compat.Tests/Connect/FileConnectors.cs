namespace Weir.Compat.Tests.Connect;

/// <summary>Settings of the file connectors that Apache Kafka ships: lines as strings, without keys.</summary>
internal static class FileConnectors
{
    private const string Text = "org.apache.kafka.connect.storage.StringConverter";

    /// <summary>Each line of a file becomes a record of a topic, which the worker creates.</summary>
    public static Dictionary<string, string> Source(string file, string topic, int partitions) => new()
    {
        ["connector.class"] = "org.apache.kafka.connect.file.FileStreamSourceConnector",
        ["file"] = file,
        ["topic"] = topic,
        ["key.converter"] = Text,
        ["value.converter"] = Text,
        ["topic.creation.default.partitions"] = $"{partitions}",
        ["topic.creation.default.replication.factor"] = "1",
        ["topic.creation.default.retention.ms"] = "86400000",
    };

    /// <summary>Each record of a topic becomes a line of a file. The tasks' consumers are a group of the classic protocol or of KIP-848 (<c>consumer</c>).</summary>
    public static Dictionary<string, string> Sink(string file, string topic, int tasks, string protocol = "classic") => new()
    {
        ["consumer.override.group.protocol"] = protocol,
        ["connector.class"] = "org.apache.kafka.connect.file.FileStreamSinkConnector",
        ["file"] = file,
        ["topics"] = topic,
        ["tasks.max"] = $"{tasks}",
        ["key.converter"] = Text,
        ["value.converter"] = Text,
    };
}
