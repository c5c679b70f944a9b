using System.Buffers.Binary;

namespace Weir.Protocol.Tests.Messages;

/// <summary>Damaged frames are refused with <see cref="ProtocolException"/>, and never make the reader allocate much.</summary>
public sealed class HostileFrameTests
{
    private const int InstancesPerVersion = 3;
    private const int MutationsPerInstance = 40;

    // An empty list takes one byte of a frame and 32 bytes of memory; an exception with its stack trace some kilobytes.
    private const int BytesAllocatedPerByte = 64;
    private const int BytesAllocatedAtLeast = 32 * 1024;

    public static TheoryData<string> Names => MessageType.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_of_a_frame_cut_at_any_byte_is_refused(string name)
    {
        ForEachFrame(name, (type, frame, version, _) =>
        {
            for (int length = 0; length < frame.Length; length++)
            {
                Assert.False(TryRead(type, frame.AsMemory(0, length), version), $"{name} v{version} was read from {length} of {frame.Length} bytes.");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_of_a_frame_with_random_damage_succeeds_or_is_refused(string name)
    {
        ForEachFrame(name, (type, frame, version, random) =>
        {
            for (int i = 0; i < MutationsPerInstance && frame.Length > 0; i++)
            {
                byte[] damaged = [.. frame];
                for (int count = random.Next(1, 4); count > 0; count--)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                TryRead(type, damaged, version);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_of_a_frame_with_an_absurd_length_anywhere_succeeds_or_is_refused(string name)
    {
        byte[] largestVarint = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
        ForEachFrame(name, (type, frame, version, _) =>
        {
            for (int position = 0; position + largestVarint.Length <= frame.Length; position++)
            {
                byte[] damaged = [.. frame];
                BinaryPrimitives.WriteInt32BigEndian(damaged.AsSpan(position), int.MaxValue);
                TryRead(type, damaged, version);
                largestVarint.CopyTo(damaged, position);
                TryRead(type, damaged, version);
                damaged[position + 3] = 0x07;
                TryRead(type, damaged, version);
            }
        });
    }

    private static void ForEachFrame(string name, Action<MessageType, byte[], short, Random> check)
    {
        MessageType type = MessageType.Named(name);
        var random = new Random(name.Length);
        foreach (short version in type.Versions)
        {
            for (int i = 0; i < InstancesPerVersion; i++)
            {
                check(type, MessageBytes.Write(type.Random(random, version), version), version, random);
            }
        }
    }

    /// <summary>Reads; only <see cref="ProtocolException"/> and a small multiple of the frame's size in memory are accepted.</summary>
    private static bool TryRead(MessageType type, ReadOnlyMemory<byte> frame, short version)
    {
        IProtocolStructure message = type.Create();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool read;
        try
        {
            MessageBytes.Read(message, frame, version);
            read = true;
        }
        catch (ProtocolException)
        {
            read = false;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(
            allocated <= BytesAllocatedAtLeast + ((long)BytesAllocatedPerByte * frame.Length),
            $"{type} v{version}: reading {frame.Length} bytes allocated {allocated} bytes.");
        return read;
    }
}
