using Microsoft.Win32.SafeHandles;
using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol;

namespace Weir.Log;

/// <summary>
/// Record batches of one segment as they lie in its file, leased: they stay readable until <see cref="Dispose"/>, even when
/// the segment is deleted meanwhile. Starts at a batch; the last batch may be cut off.
/// </summary>
/// <remarks>Thread model: a value owned by one caller, who disposes it exactly once.</remarks>
public readonly struct LogSlice : IDisposable, IEquatable<LogSlice>
{
    private readonly SegmentFile? _lease;
    private readonly IStorageFile? _file;

    internal LogSlice(SegmentFile lease, IStorageFile file, long position, int length)
    {
        _lease = lease;
        _file = file;
        Position = position;
        Length = length;
    }

    private LogSlice(ErrorCode error) => Error = error;

    /// <summary>Nothing to read: the offset is at the limit.</summary>
    public static LogSlice Empty => default;

    /// <summary><see cref="ErrorCode.None"/>, or why there is nothing to read: OffsetOutOfRange, KafkaStorageError.</summary>
    public ErrorCode Error { get; }

    /// <summary>The file the slice lies in, for a system call that reads it, within the lease; null when only <see cref="CopyTo"/> can.</summary>
    public SafeFileHandle? File => _file?.Handle;

    /// <summary>First byte within the file.</summary>
    public long Position { get; }

    /// <summary>Bytes; 0 when there is nothing to read.</summary>
    public int Length { get; }

    /// <summary>Copies bytes of the slice.</summary>
    /// <param name="destination">Where to; at most <see cref="Length"/> - <paramref name="start"/> bytes are written.</param>
    /// <param name="start">Bytes of the slice to skip.</param>
    /// <returns>Bytes copied: as many as fit.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public int CopyTo(Span<byte> destination, int start = 0)
    {
        int count = Math.Min(destination.Length, Length - start);
        return _file is null || count <= 0 ? 0 : _file.Read(destination[..count], Position + start);
    }

    /// <summary>Ends the lease.</summary>
    public void Dispose() => _lease?.Release();

    internal static LogSlice Failed(ErrorCode error) => new(error);

    public bool Equals(LogSlice other) =>
        ReferenceEquals(_lease, other._lease) && Position == other.Position && Length == other.Length && Error == other.Error;

    public override bool Equals(object? obj) => obj is LogSlice other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_lease, Position, Length, Error);

    public static bool operator ==(LogSlice left, LogSlice right) => left.Equals(right);

    public static bool operator !=(LogSlice left, LogSlice right) => !left.Equals(right);
}
