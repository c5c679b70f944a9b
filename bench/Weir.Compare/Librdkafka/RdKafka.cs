using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Compare.Librdkafka;

/// <summary>The few entry points of librdkafka that the loads need; the library comes from the Python wheel of confluent-kafka.</summary>
internal static unsafe partial class RdKafka
{
    public const int MessageCopy = 0x2;
    public const int QueueFull = -184;
    private const string Library = "rdkafka";

    /// <summary>Unpacks the wheel's native libraries once and makes them the target of the imports.</summary>
    public static void Load(string sharedFolder)
    {
        string wheel = Directory.GetFiles(Path.Combine(sharedFolder, "wheels"), "confluent_kafka-*.whl").Single();
        string folder = Path.Combine(Path.GetTempPath(), "weir-compare-" + Path.GetFileNameWithoutExtension(wheel));
        if (!Directory.Exists(folder))
        {
            System.IO.Compression.ZipFile.ExtractToDirectory(wheel, folder);
        }

        string library = Directory.GetFiles(Path.Combine(folder, "confluent_kafka.libs"), "librdkafka-*.so*").Single();
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? NativeLibrary.Load(library) : 0);
    }

    /// <exception cref="InvalidOperationException">librdkafka refuses a setting or cannot create the client.</exception>
    public static nint Create(bool producer, IReadOnlyDictionary<string, string> settings, delegate* unmanaged<nint, Message*, nint, void> onDelivery = null)
    {
        nint conf = rd_kafka_conf_new();
        byte* error = stackalloc byte[512];
        foreach ((string key, string value) in settings)
        {
            if (rd_kafka_conf_set(conf, key, value, error, 512) != 0)
            {
                throw new InvalidOperationException(Text(error));
            }
        }

        if (onDelivery != null)
        {
            rd_kafka_conf_set_dr_msg_cb(conf, onDelivery);
        }

        nint client = rd_kafka_new(producer ? 0 : 1, conf, error, 512);
        return client != 0 ? client : throw new InvalidOperationException(Text(error));
    }

    private static string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    [LibraryImport(Library)]
    private static partial nint rd_kafka_conf_new();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rd_kafka_conf_set(nint conf, string name, string value, byte* error, nuint errorSize);

    [LibraryImport(Library)]
    private static partial void rd_kafka_conf_set_dr_msg_cb(nint conf, delegate* unmanaged<nint, Message*, nint, void> callback);

    [LibraryImport(Library)]
    private static partial nint rd_kafka_new(int type, nint conf, byte* error, nuint errorSize);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_topic_new(nint client, string topic, nint conf);

    [LibraryImport(Library)]
    public static partial void rd_kafka_topic_destroy(nint topic);

    [LibraryImport(Library)]
    public static partial int rd_kafka_produce(nint topic, int partition, int flags, byte* payload, nuint length, byte* key, nuint keyLength, nint opaque);

    [LibraryImport(Library)]
    public static partial int rd_kafka_last_error();

    [LibraryImport(Library)]
    public static partial int rd_kafka_poll(nint client, int timeoutMs);

    [LibraryImport(Library)]
    public static partial int rd_kafka_flush(nint client, int timeoutMs);

    [LibraryImport(Library)]
    public static partial int rd_kafka_poll_set_consumer(nint client);

    [LibraryImport(Library)]
    public static partial nint rd_kafka_topic_partition_list_new(int size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_topic_partition_list_add(nint list, string topic, int partition);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rd_kafka_topic_partition_list_set_offset(nint list, string topic, int partition, long offset);

    [LibraryImport(Library)]
    public static partial void rd_kafka_topic_partition_list_destroy(nint list);

    [LibraryImport(Library)]
    public static partial int rd_kafka_assign(nint client, nint list);

    [LibraryImport(Library)]
    public static partial nint rd_kafka_queue_get_consumer(nint client);

    [LibraryImport(Library)]
    public static partial void rd_kafka_queue_destroy(nint queue);

    [LibraryImport(Library)]
    public static partial nint rd_kafka_consume_batch_queue(nint queue, int timeoutMs, Message** messages, nuint size);

    [LibraryImport(Library)]
    public static partial Message* rd_kafka_consumer_poll(nint client, int timeoutMs);

    [LibraryImport(Library)]
    public static partial void rd_kafka_message_destroy(Message* message);

    [LibraryImport(Library)]
    public static partial int rd_kafka_consumer_close(nint client);

    [LibraryImport(Library)]
    public static partial void rd_kafka_destroy(nint client);

    /// <summary><c>rd_kafka_message_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Error;
        public nint Topic;
        public int Partition;
        public byte* Payload;
        public nuint Length;
        public byte* Key;
        public nuint KeyLength;
        public long Offset;
        public nint Private;
    }
}
