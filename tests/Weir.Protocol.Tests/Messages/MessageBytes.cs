using System.Collections;
using System.Reflection;

namespace Weir.Protocol.Tests.Messages;

/// <summary>Encodes, decodes and compares messages in tests.</summary>
internal static class MessageBytes
{
    /// <summary>Encodes into a buffer of exactly the announced size, and checks that it is filled.</summary>
    public static byte[] Write(IProtocolStructure message, short version)
    {
        var size = default(MessageSize);
        message.AddSize(ref size, version);
        byte[] buffer = new byte[size.Total];
        var writer = new ProtocolWriter(buffer);
        message.Write(ref writer, version);
        Assert.Equal(buffer.Length, writer.Position);
        return buffer;
    }

    /// <returns>The number of bytes that were not read.</returns>
    public static int Read(IProtocolStructure message, ReadOnlyMemory<byte> bytes, short version)
    {
        var reader = new ProtocolReader(bytes);
        message.Read(ref reader, version);
        return reader.Remaining;
    }

    /// <summary>Compares all fields, at any depth.</summary>
    public static void AssertSame(object? expected, object? actual, string path)
    {
        switch (expected)
        {
            case null:
                Assert.True(actual is null, $"{path} should be null but is {actual}.");
                break;
            case ReadOnlyMemory<byte> bytes:
                Assert.True(actual is ReadOnlyMemory<byte> other && bytes.Span.SequenceEqual(other.Span), $"{path} has other bytes.");
                break;
            case IList list:
                var others = Assert.IsAssignableFrom<IList>(actual);
                Assert.True(list.Count == others.Count, $"{path} should have {list.Count} elements but has {others.Count}.");
                for (int i = 0; i < list.Count; i++)
                {
                    AssertSame(list[i], others[i], $"{path}[{i}]");
                }

                break;
            case IProtocolStructure:
                Assert.NotNull(actual);
                foreach (PropertyInfo property in MessageFiller.FieldsOf(expected))
                {
                    AssertSame(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
                }

                break;
            default:
                Assert.True(expected.Equals(actual), $"{path} should be {expected} but is {actual}.");
                break;
        }
    }
}
