using System.Buffers.Binary;
using Weir.Protocol;

namespace Weir.Broker.Tests;

public sealed class ReceiveBufferTests
{
    private const int MaxFrameBytes = 4 * 1024 * 1024;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 512)]
    [InlineData(4, 512)]
    [InlineData(700, 1024)]
    [InlineData(16 * 1024, 16 * 1024)]
    [InlineData(40 * 1024, 64 * 1024)]
    public void A_wait_holds_about_as_much_memory_as_what_is_unhandled(int unhandled, int expected)
    {
        using var buffer = new ReceiveBuffer(new BufferPool(0), MaxFrameBytes);
        Receive(buffer, Frame(new byte[60_000], []).AsSpan(0, unhandled));

        buffer.Trim();

        Assert.Equal(expected, buffer.Capacity);
    }

    [Fact]
    public void A_connection_that_grew_for_a_large_frame_waits_with_little()
    {
        using var buffer = new ReceiveBuffer(new BufferPool(0), MaxFrameBytes);
        Receive(buffer, Frame(new byte[1_000_000], [0, 0]));
        Assert.True(buffer.HasFrame());
        Assert.Equal(1_000_000, buffer.TakeFrame().Length);

        buffer.Trim();

        Assert.Equal(512, buffer.Capacity);
        Assert.True(buffer.GetFreeSpace().Length >= ReceiveBuffer.SliceBytes / 2, "the next receive is a small one");
    }

    [Fact]
    public void Frames_come_out_as_they_went_in_however_they_arrive_and_whenever_the_connection_waits()
    {
        var random = new Random(1);
        var pool = new BufferPool(1024 * 1024);
        for (int round = 0; round < 50; round++)
        {
            using var buffer = new ReceiveBuffer(pool, MaxFrameBytes);
            byte[][] frames = [.. Enumerable.Range(0, 20).Select(_ => RandomBytes(random, random.Next(4) == 0 ? random.Next(300_000) : random.Next(2_000)))];
            byte[] stream = [.. frames.SelectMany(frame => Frame(frame, []))];
            var taken = new List<byte[]>();
            for (int sent = 0; sent < stream.Length;)
            {
                Span<byte> free = buffer.GetFreeSpace().Span;
                int count = Math.Min(Math.Min(free.Length, stream.Length - sent), 1 + random.Next(random.Next(2) == 0 ? 10 : 100_000));
                stream.AsSpan(sent, count).CopyTo(free);
                buffer.Advance(count);
                sent += count;
                while (buffer.HasFrame())
                {
                    taken.Add(buffer.TakeFrame().ToArray());
                }

                if (random.Next(2) == 0)
                {
                    buffer.Trim();
                }
            }

            Assert.Equal(frames, taken);
            buffer.Trim();
            Assert.Equal(0, buffer.Capacity);
        }
    }

    [Fact]
    public void An_announced_length_that_is_too_large_is_refused_after_a_wait_too()
    {
        using var buffer = new ReceiveBuffer(new BufferPool(0), MaxFrameBytes);
        Receive(buffer, [0x7F, 0xFF]);
        buffer.Trim();
        Receive(buffer, [0xFF, 0xFF]);
        Assert.Throws<ProtocolException>(() => buffer.HasFrame());
    }

    private static void Receive(ReceiveBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> free = buffer.GetFreeSpace().Span;
            int count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            buffer.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static byte[] Frame(byte[] content, byte[] behind)
    {
        byte[] prefix = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(prefix, content.Length);
        return [.. prefix, .. content, .. behind];
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
