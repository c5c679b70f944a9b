using Microsoft.Win32.SafeHandles;

namespace Weir.Log.Storage;

/// <summary>One open file, read and written at explicit positions.</summary>
/// <remarks>Thread model: reads from any thread; writes, length changes and flushes are serialised by the owner.</remarks>
internal interface IStorageFile : IDisposable
{
    long Length { get; }

    /// <summary>The file for the operating system, to be read only; null when it can be read by <see cref="Read"/> alone.</summary>
    SafeFileHandle? Handle { get; }

    /// <returns>Bytes read; fewer than asked only at the end of the file.</returns>
    int Read(Span<byte> destination, long position);

    /// <summary>All bytes are in the page cache when this returns.</summary>
    void Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Sets the length, and gives back what <see cref="Reserve"/> took behind it.</summary>
    void SetLength(long length);

    /// <summary>Takes room on disk for so many bytes from the start, without making the file longer; does nothing where there is not so much, or no way to.</summary>
    void Reserve(long bytes);

    /// <summary>Content and length are on disk when this returns. After an error what is on disk is unknown: never call it again.</summary>
    void FlushData();
}
