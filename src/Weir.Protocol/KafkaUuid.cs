using System.Buffers.Text;

namespace Weir.Protocol;

/// <summary>Text form of Kafka's UUIDs: 16 bytes as unpadded URL-safe base64, 22 characters (KIP-516).</summary>
public static class KafkaUuid
{
    /// <summary>A random version-4 id whose text does not start with a dash, as Kafka makes them.</summary>
    public static Guid NewId()
    {
        Guid id;
        do
        {
            id = Guid.NewGuid();
        }
        while (Format(id)[0] == '-');

        return id;
    }

    public static string Format(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>False when <paramref name="text"/> is not the base64 of 16 bytes.</returns>
    public static bool TryParse(string text, out Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id = default;
        if (text.Length != 22 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out int written) || written != 16)
        {
            return false;
        }

        id = new Guid(bytes, bigEndian: true);
        return true;
    }
}
