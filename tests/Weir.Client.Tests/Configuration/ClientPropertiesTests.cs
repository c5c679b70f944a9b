using Microsoft.Extensions.Logging;
using Weir.Protocol.Records;

namespace Weir.Client.Tests.Configuration;

public sealed class ClientPropertiesTests
{
    [Fact]
    public void Parse_follows_java_util_Properties()
    {
        Dictionary<string, string> values = PropertiesFile.Parse(
            "# comment\n! comment\n\na=1\nb : 2\nc 3\n  d=x=y\ne=one,\\\n    two\nf\\ g=h\nu=\\u00e4\\t\nempty=\nalone\nback=\\\\\n");

        Assert.Equal("1", values["a"]);
        Assert.Equal("2", values["b"]);
        Assert.Equal("3", values["c"]);
        Assert.Equal("x=y", values["d"]);
        Assert.Equal("one,two", values["e"]);
        Assert.Equal("h", values["f g"]);
        Assert.Equal("\u00e4\t", values["u"]);
        Assert.Equal("", values["empty"]);
        Assert.Equal("", values["alone"]);
        Assert.Equal("\\", values["back"]);
    }

    [Fact]
    public void Parse_broken_escape_names_the_line()
    {
        FormatException error = Assert.Throws<FormatException>(() => PropertiesFile.Parse("a=1\nb=\\u00g0\n"));
        Assert.Contains("Line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToProducerOptions_standard_names_set_options()
    {
        ProducerOptions options = From(
            ("bootstrap.servers", "a:1,b:2"), ("linger.ms", "20"), ("compression.type", "zstd"), ("batch.size", "1000"), ("client.id", "me"),
            ("delivery.timeout.ms", "60000")).ToProducerOptions();

        Assert.Equal("a:1,b:2", options.BootstrapServers);
        Assert.Equal(TimeSpan.FromMilliseconds(20), options.Linger);
        Assert.Equal(CompressionType.Zstd, options.CompressionType);
        Assert.Equal((1000, "me", true), (options.BatchSize, options.ClientId, options.EnableIdempotence));
        Assert.Equal(TimeSpan.FromMinutes(1), options.DeliveryTimeout);
    }

    [Fact]
    public void ToProducerOptions_acks_1_gives_up_idempotence_unless_it_was_asked_for()
    {
        Assert.False(From(("bootstrap.servers", "a:1"), ("acks", "1")).ToProducerOptions().EnableIdempotence);
        ClientConfigurationException error = Assert.Throws<ClientConfigurationException>(() =>
            From(("bootstrap.servers", "a:1"), ("acks", "1"), ("enable.idempotence", "true")).ToProducerOptions());
        Assert.Equal("acks", error.Key);
    }

    [Fact]
    public void ToShareConsumerOptions_standard_names_set_options()
    {
        ShareConsumerOptions options = From(
            ("bootstrap.servers", "a:1"), ("group.id", "g"), ("share.acknowledgement.mode", "explicit"), ("share.acquire.mode", "record_limit"),
            ("max.poll.records", "7"), ("session.timeout.ms", "10000")).ToShareConsumerOptions();
        Assert.Equal(("g", ShareAcknowledgementMode.Explicit, ShareAcquireMode.RecordLimit, 7), (options.GroupId, options.AcknowledgementMode, options.AcquireMode, options.MaxPollRecords));
        Assert.Equal("group.id", Assert.Throws<ClientConfigurationException>(() => From(("bootstrap.servers", "a:1")).ToShareConsumerOptions()).Key);
        Assert.Equal("share.acquire.mode", Assert.Throws<ClientConfigurationException>(() =>
            From(("bootstrap.servers", "a:1"), ("group.id", "g"), ("share.acquire.mode", "all")).ToShareConsumerOptions()).Key);
    }

    [Fact]
    public void ToConsumerOptions_assignors_go_by_short_and_by_Java_names()
    {
        ConsumerOptions options = From(
            ("bootstrap.servers", "a:1"), ("group.id", "g"), ("auto.offset.reset", "earliest"),
            ("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor, roundrobin")).ToConsumerOptions();

        Assert.Equal([AssignmentStrategy.CooperativeSticky, AssignmentStrategy.RoundRobin], options.PartitionAssignmentStrategy);
        Assert.Equal(("g", AutoOffsetReset.Earliest), (options.GroupId, options.AutoOffsetReset));
    }

    [Fact]
    public void ToProducerOptions_longest_waits_of_Java_are_taken()
    {
        ProducerOptions options = From(("bootstrap.servers", "a:1"), ("max.block.ms", "9223372036854775807"), ("metadata.max.age.ms", "31536000000")).ToProducerOptions();
        Assert.Equal((int.MaxValue, int.MaxValue), (options.MaxBlock.TotalMilliseconds, options.MetadataMaxAge.TotalMilliseconds));
    }

    [Fact]
    public void ToConsumerOptions_reset_by_duration_is_read()
    {
        ConsumerOptions options = From(("bootstrap.servers", "a:1"), ("auto.offset.reset", "by_duration:P1DT2H")).ToConsumerOptions();
        Assert.Equal((AutoOffsetReset.ByDuration, TimeSpan.FromHours(26)), (options.AutoOffsetReset, options.AutoOffsetResetDuration));
    }

    [Theory]
    [InlineData("by_duration:-PT1H")]
    [InlineData("by_duration:1h")]
    [InlineData("by_duration:")]
    [InlineData("by_duration:P99999999999D")]
    public void ToConsumerOptions_wrong_duration_names_the_key(string value) => Assert.Equal(
        "auto.offset.reset",
        Assert.Throws<ClientConfigurationException>(() => From(("bootstrap.servers", "a:1"), ("auto.offset.reset", value)).ToConsumerOptions()).Key);

    [Theory]
    [InlineData("linger.ms", "soon")]
    [InlineData("acks", "2")]
    [InlineData("compression.type", "zip")]
    [InlineData("batch.size", "-1")]
    [InlineData("enable.idempotence", "yes")]
    [InlineData("bootstrap.servers", "nowhere")]
    [InlineData("bootstrap.servers", "host:0")]
    [InlineData("security.protocol", "SASL_SSL")]
    public void ToProducerOptions_bad_value_names_key_and_value(string key, string value)
    {
        var properties = From(("bootstrap.servers", "a:1")).Set(key, value);
        ClientConfigurationException error = Assert.Throws<ClientConfigurationException>(() => properties.ToProducerOptions());

        Assert.Equal(key, error.Key);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToConsumerOptions_warns_only_about_keys_nobody_knows()
    {
        var logger = new ListLogger();
        From(("bootstrap.servers", "a:1"), ("acks", "all"), ("liger.ms", "5")).ToConsumerOptions(logger);

        Assert.Equal("The setting liger.ms is not known to this client and has no effect.", Assert.Single(logger.Messages));
    }

    [Fact]
    public void Load_missing_file_is_one_clear_error()
    {
        ClientConfigurationException error = Assert.Throws<ClientConfigurationException>(() => ClientProperties.Load("/nowhere/client.properties"));
        Assert.Contains("/nowhere/client.properties", error.Message, StringComparison.Ordinal);
    }

    private static ClientProperties From(params (string Key, string Value)[] values) =>
        ClientProperties.FromDictionary(values.Select(static v => new KeyValuePair<string, string>(v.Key, v.Value)));

    private sealed class ListLogger : ILogger
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
