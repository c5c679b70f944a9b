using System.Buffers.Binary;

namespace Weir.Protocol.Tests.Records;

/// <summary>Files that are exchanged with RecordsOracle.java.</summary>
internal static class OracleFile
{
    public static void Write(string path, IEnumerable<byte[]> entries)
    {
        using FileStream stream = File.Create(path);
        foreach (byte[] entry in entries)
        {
            stream.Write(entry);
        }
    }

    /// <summary>The bytes behind a 32-bit length.</summary>
    public static byte[] Prefixed(byte[] bytes)
    {
        byte[] entry = new byte[sizeof(int) + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(entry, bytes.Length);
        bytes.CopyTo(entry, sizeof(int));
        return entry;
    }

    public static List<byte[]> Blobs(string path)
    {
        var reader = new ProtocolReader(File.ReadAllBytes(path));
        List<byte[]> blobs = [];
        while (reader.Remaining > 0)
        {
            blobs.Add(reader.ReadBytes(compact: false).ToArray());
        }

        return blobs;
    }
}
