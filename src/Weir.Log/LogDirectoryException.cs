namespace Weir.Log;

/// <summary>The data directory cannot be used. The message says what was found, where, and what to do; it is meant for the operator.</summary>
public sealed class LogDirectoryException : Exception
{
    public LogDirectoryException()
    {
    }

    public LogDirectoryException(string message)
        : base(message)
    {
    }

    public LogDirectoryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
