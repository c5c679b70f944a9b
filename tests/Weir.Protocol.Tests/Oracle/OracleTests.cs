using System.Globalization;
using Weir.Protocol.Framing;
using Weir.Protocol.Tests.Messages;
using Entry = Weir.Protocol.Tests.Oracle.MessageFile.Entry;

namespace Weir.Protocol.Tests.Oracle;

/// <summary>Compares Weir's bytes, versions and header versions with those of Apache Kafka's own message classes.</summary>
public sealed class OracleTests(JavaOracle oracle) : IClassFixture<JavaOracle>
{
    private const int InstancesPerVersion = 60;
    private const int Seed = 20482;

    [Fact]
    public void Write_of_what_was_read_from_Kafka_gives_Kafkas_bytes()
    {
        string file = oracle.PathOf("from-kafka");
        oracle.Run("generate", Text(Seed), Text(InstancesPerVersion), oracle.WriteTypes(), file);
        IReadOnlyList<Entry> entries = MessageFile.Read(file);
        Assert.Equal(MessageType.All.Sum(type => type.Versions.Count()) * InstancesPerVersion, entries.Count);

        foreach (Entry entry in entries)
        {
            IProtocolStructure message = MessageType.Named(entry.Name).Create();
            int left = MessageBytes.Read(message, entry.Bytes, entry.Version);

            Assert.True(left == 0, $"{entry.Name} v{entry.Version}: {left} bytes are left of {Convert.ToHexString(entry.Bytes)}.");
            AssertSameBytes(entry, MessageBytes.Write(message, entry.Version));
        }
    }

    [Fact]
    public void Kafka_reads_what_Weir_writes_and_writes_the_same_bytes()
    {
        var random = new Random(Seed);
        List<Entry> written =
        [
            .. from type in MessageType.All
               from version in type.Versions
               from _ in Enumerable.Range(0, InstancesPerVersion)
               select new Entry(type.Name, version, MessageBytes.Write(type.Random(random, version), version), null),
        ];
        MessageFile.Write(oracle.PathOf("from-weir"), written);

        oracle.Run("echo", oracle.PathOf("from-weir"), oracle.PathOf("echoed"));

        IReadOnlyList<Entry> echoed = MessageFile.Read(oracle.PathOf("echoed"));
        Assert.Equal(written.Count, echoed.Count);
        foreach ((Entry expected, Entry actual) in written.Zip(echoed))
        {
            Assert.True(actual.Refusal is null, $"Kafka refuses {expected.Name} v{expected.Version}: {actual.Refusal}; bytes {Convert.ToHexString(expected.Bytes)}.");
            AssertSameBytes(expected, actual.Bytes);
        }
    }

    [Fact]
    public void Untouched_messages_have_Kafkas_bytes()
    {
        string file = oracle.PathOf("defaults");
        oracle.Run("defaults", oracle.WriteTypes(), file);

        foreach (Entry entry in MessageFile.Read(file))
        {
            IProtocolStructure message = MessageType.Named(entry.Name).Create();
            MessageFiller.AddElements(message, entry.Version);
            if (entry.Refusal is null)
            {
                AssertSameBytes(entry, MessageBytes.Write(message, entry.Version));
            }
            else if (!entry.Refusal.Contains("NullPointerException", StringComparison.Ordinal)) // Kafka's class has no default for a required field; Weir's has
            {
                Exception? refusal = Record.Exception(() => MessageBytes.Write(message, entry.Version));
                Assert.True(refusal is ProtocolException, $"{entry.Name} v{entry.Version}: Kafka refuses ({entry.Refusal}), Weir: {refusal?.Message ?? "writes it"}");
            }
        }
    }

    [Fact]
    public void Versions_and_flexible_versions_are_those_of_Kafka()
    {
        string file = oracle.PathOf("versions");
        oracle.Run("describe", oracle.WriteTypes(), file);

        string[] expected = File.ReadAllLines(file);
        Assert.Equal(expected, MessageType.All.Select(type => $"{type.Name} {type.Lowest} {type.Highest} {(type.FlexibleFrom == short.MaxValue ? -1 : type.FlexibleFrom)}"));
    }

    [Fact]
    public void Header_versions_are_those_of_Kafka()
    {
        string file = oracle.PathOf("apis");
        oracle.Run("apis", file);
        Dictionary<(short Api, short Version), (short Request, short Response)> expected = File.ReadAllLines(file)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => (Number(parts[0]), Number(parts[1])), parts => (Number(parts[2]), Number(parts[3])));

        foreach (MessageType type in MessageType.All.Where(type => type.IsApiMessage))
        {
            ApiKey api = type.Static<ApiKey>(nameof(IApiMessage.ApiKey));
            foreach (short version in type.Versions)
            {
                Assert.Equal(
                    expected[((short)api, version)],
                    (HeaderVersions.OfRequest(version, type.FlexibleFrom), HeaderVersions.OfResponse(api, version, type.FlexibleFrom)));
            }
        }
    }

    private static void AssertSameBytes(Entry expected, byte[] actual) =>
        Assert.True(
            expected.Bytes.AsSpan().SequenceEqual(actual),
            $"{expected.Name} v{expected.Version}: expected {Convert.ToHexString(expected.Bytes)} but got {Convert.ToHexString(actual)}.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static short Number(string text) => short.Parse(text, CultureInfo.InvariantCulture);
}
