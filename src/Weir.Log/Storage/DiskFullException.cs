namespace Weir.Log.Storage;

/// <summary>There was no room for what was to be written. Unlike after other errors it is known what is in the file: what was there before.</summary>
internal sealed class DiskFullException : IOException
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceededOnLinux = 122;
    private const int QuotaExceededOnMac = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    public DiskFullException(IOException inner)
        : base(inner.Message, inner)
    {
    }

    /// <summary>Whether a write has failed for want of room: the file system's or that of a quota.</summary>
    public static bool IsCauseOf(Exception error) => error is DiskFullException || (error is IOException && error.HResult switch
    {
        NoSpaceLeft => !OperatingSystem.IsWindows(),
        QuotaExceededOnLinux => OperatingSystem.IsLinux(),
        QuotaExceededOnMac => OperatingSystem.IsMacOS(),
        WindowsDiskFull or WindowsHandleDiskFull => OperatingSystem.IsWindows(),
        _ => false,
    });
}
