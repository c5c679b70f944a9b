using Microsoft.Extensions.Logging;

namespace Weir.Logging;

/// <summary>One category of a <see cref="LineLoggerFactory"/>.</summary>
internal sealed class LineLogger(LineLoggerFactory factory, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => factory.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // Whoever logs has asked already, and a broker's logger may have been given a level of its own.
        factory.Write(logLevel, category, formatter(state, exception), exception);
    }
}
