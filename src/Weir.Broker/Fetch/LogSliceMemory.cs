using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Weir.Log;

namespace Weir.Broker;

/// <summary>Record batches of a response that are still in their file: whoever sends them can pass the file on, whoever looks at them gets a copy.</summary>
/// <remarks>Thread model: owned by one response; ends the slice's lease when disposed of.</remarks>
internal sealed class LogSliceMemory : MemoryManager<byte>
{
    private readonly LogSlice _slice;
    private byte[]? _copy;

    /// <param name="slice">The lease, taken over.</param>
    public LogSliceMemory(LogSlice slice)
    {
        _slice = slice;
        Memory = CreateMemory(slice.Length);
    }

    public override Memory<byte> Memory { get; }

    /// <summary>The slice that <paramref name="memory"/> stands for; false for memory of any other kind.</summary>
    public static bool TryGet(ReadOnlyMemory<byte> memory, [NotNullWhen(true)] out LogSlice? slice)
    {
        bool isSlice = MemoryMarshal.TryGetMemoryManager(memory, out LogSliceMemory? manager);
        slice = isSlice ? manager!._slice : null;
        return isSlice;
    }

    /// <exception cref="IOException">The disk failed.</exception>
    public override Span<byte> GetSpan() => Copy();

    public override MemoryHandle Pin(int elementIndex = 0) => Copy().AsMemory(elementIndex).Pin();

    public override void Unpin()
    {
    }

    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        segment = Copy();
        return true;
    }

    protected override void Dispose(bool disposing) => _slice.Dispose();

    private byte[] Copy()
    {
        if (_copy is null)
        {
            _copy = GC.AllocateUninitializedArray<byte>(_slice.Length);
            if (_slice.CopyTo(_copy) < _slice.Length)
            {
                throw new EndOfStreamException("the segment ended early");
            }
        }

        return _copy;
    }
}
