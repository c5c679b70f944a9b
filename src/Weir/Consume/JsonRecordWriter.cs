using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Weir.Client;

namespace Weir.Consume;

/// <summary>One JSON object a line: topic, partition, offset, timestamp (milliseconds), key, value, headers; of a share group the deliveryCount too.</summary>
/// <remarks>
/// Bytes that are UTF-8 are written as a string. Others are written in base64, and a member of the same
/// name with <c>Encoding</c> appended says so, as in <c>"value":"/w==","valueEncoding":"base64"</c>.
/// </remarks>
internal sealed class JsonRecordWriter : RecordWriter, IDisposable
{
    private readonly Utf8JsonWriter _json;
    private readonly BytesFormat _key;
    private readonly BytesFormat _value;

    public JsonRecordWriter(Stream output, BytesFormat key, BytesFormat value)
        : base(output)
    {
        _key = key;
        _value = value;
        _json = new Utf8JsonWriter(Buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public void Dispose() => _json.Dispose();

    protected override void Put(in ConsumeResult<byte[]?, byte[]?> record)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("topic", record.Topic);
        _json.WriteNumber("partition", record.Partition);
        _json.WriteNumber("offset", record.Offset);
        _json.WriteNumber("timestamp", record.TimestampMs);
        if (record.DeliveryCount > 0)
        {
            _json.WriteNumber("deliveryCount", record.DeliveryCount);
        }
        WriteBytes("key", record.Key, _key);
        WriteBytes("value", record.Value, _value);
        _json.WriteStartArray("headers");
        foreach (var header in record.Headers)
        {
            _json.WriteStartObject();
            _json.WriteString("key", header.Key);
            WriteBytes("value", header.Value?.ToArray(), BytesFormat.Text);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    private void WriteBytes(string name, byte[]? bytes, BytesFormat format)
    {
        if (bytes is null)
        {
            _json.WriteNull(name);
        }
        else if (format != BytesFormat.Text)
        {
            _json.WritePropertyName(name);
            _json.WriteRawValue(BytesText.FormatJson(bytes, format));
        }
        else if (Utf8.IsValid(bytes))
        {
            _json.WriteString(name, bytes);
        }
        else
        {
            _json.WriteBase64String(name, bytes);
            _json.WriteString(name + "Encoding", "base64");
        }
    }
}
