using System.Buffers.Binary;
using System.Text;

namespace Weir.Protocol.Tests.Oracle;

/// <summary>Files of encoded messages that are exchanged with the oracle; the format is described in MessageOracle.java.</summary>
internal static class MessageFile
{
    /// <param name="Name">Name of the declaration.</param>
    /// <param name="Version">Version of the bytes.</param>
    /// <param name="Bytes">The encoded message; empty when there is a refusal.</param>
    /// <param name="Refusal">Why the oracle could not read the message; null when it could.</param>
    public sealed record Entry(string Name, short Version, byte[] Bytes, string? Refusal);

    public static void Write(string path, IEnumerable<Entry> entries)
    {
        using FileStream stream = File.Create(path);
        foreach (Entry entry in entries)
        {
            byte[] name = Encoding.UTF8.GetBytes(entry.Name);
            byte[] head = new byte[2 + name.Length + 2 + 4];
            BinaryPrimitives.WriteInt16BigEndian(head, (short)name.Length);
            name.CopyTo(head, 2);
            BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(2 + name.Length), entry.Version);
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + name.Length), entry.Bytes.Length);
            stream.Write(head);
            stream.Write(entry.Bytes);
        }
    }

    public static IReadOnlyList<Entry> Read(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        var reader = new ProtocolReader(content);
        List<Entry> entries = [];
        while (reader.Remaining > 0)
        {
            string name = reader.ReadString(compact: false);
            short version = reader.ReadInt16();
            int length = reader.ReadInt32();
            entries.Add(length < 0
                ? new Entry(name, version, [], reader.ReadString(compact: false))
                : new Entry(name, version, reader.ReadSpan(length).ToArray(), null));
        }

        return entries;
    }
}
