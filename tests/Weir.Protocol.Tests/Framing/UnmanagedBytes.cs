using System.Buffers;
using System.Runtime.InteropServices;

namespace Weir.Protocol.Tests.Framing;

/// <summary>A copy of some bytes outside the managed heap, as a mapped file gives them.</summary>
internal sealed unsafe class UnmanagedBytes : MemoryManager<byte>
{
    private readonly int _length;
    private void* _pointer;

    public UnmanagedBytes(ReadOnlySpan<byte> content)
    {
        _length = content.Length;
        _pointer = NativeMemory.Alloc((nuint)_length);
        content.CopyTo(GetSpan());
    }

    public override Span<byte> GetSpan() => new(_pointer, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_pointer + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_pointer);
        _pointer = null;
    }
}
