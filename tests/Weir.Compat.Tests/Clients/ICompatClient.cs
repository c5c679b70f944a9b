namespace Weir.Compat.Tests.Clients;

/// <summary>A Kafka client library that can be told to write and to read given records.</summary>
internal interface ICompatClient
{
    string Name { get; }

    /// <summary>Whether the caller may choose a record's timestamp.</summary>
    bool SetsTimestamps { get; }

    /// <summary>Whether a header's value may be null when this client writes it.</summary>
    bool WritesNullHeaders { get; }

    /// <summary>The codecs usable in this installation; skips the test where the client itself is absent.</summary>
    Task<IReadOnlyList<string>> CodecsAsync();

    /// <summary>Creates the topics and produces their records in order; all are acknowledged when it returns.</summary>
    Task ProduceAsync(string bootstrapServers, IReadOnlyList<TopicPlan> topics);

    /// <summary>Reads as many records as each topic's count says, from the beginning.</summary>
    Task<IReadOnlyDictionary<string, List<WireRecord>>> ConsumeAsync(string bootstrapServers, IReadOnlyList<TopicPlan> topics);
}
