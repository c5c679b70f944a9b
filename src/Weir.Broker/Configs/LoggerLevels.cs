using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>The broker's loggers with levels that can be changed while it runs (KIP-412). Levels go with the process: they are not stored.</summary>
/// <remarks>Thread model: any thread. Loggers read their level without a lock.</remarks>
internal sealed class LoggerLevels(ILoggerFactory inner) : ILoggerFactory
{
    /// <summary>Name of the level of all loggers that have none of their own.</summary>
    public const string Root = "root";

    // Kafka's names of the levels.
    private static readonly Dictionary<string, LogLevel> Names = new(StringComparer.Ordinal)
    {
        ["TRACE"] = LogLevel.Trace,
        ["DEBUG"] = LogLevel.Debug,
        ["INFO"] = LogLevel.Information,
        ["WARN"] = LogLevel.Warning,
        ["ERROR"] = LogLevel.Error,
        ["FATAL"] = LogLevel.Critical,
    };

    private readonly ConcurrentDictionary<string, LeveledLogger> _loggers = new(StringComparer.Ordinal);
    private LogLevel? _root;

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, static (name, levels) => new LeveledLogger(levels, levels.Inner.CreateLogger(name)), this);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>The factory belongs to whoever gave it.</summary>
    public void Dispose()
    {
    }

    /// <summary>Every logger with its level, and the root's, in order of their names.</summary>
    public IEnumerable<(string Name, string Level)> All => _loggers
        .Select(pair => (pair.Key, LevelOf(pair.Value)))
        .Append((Root, _root is { } root ? NameOf(root) : LevelOf(new LeveledLogger(this, inner.CreateLogger(Root)))))
        .OrderBy(logger => logger.Item1, StringComparer.Ordinal);

    private ILoggerFactory Inner => inner;

    /// <summary>Sets or takes away levels; all or none.</summary>
    public ApiError Alter(IReadOnlyList<ConfigChange> changes, bool validateOnly)
    {
        foreach (ConfigChange change in changes)
        {
            ApiError error = Check(change);
            if (!error.IsNone)
            {
                return error;
            }
        }

        foreach (ConfigChange change in validateOnly ? [] : changes)
        {
            LogLevel? level = change.Operation == ConfigOperation.Delete ? null : Names[change.Value!];
            if (change.Name == Root)
            {
                _root = level;
            }
            else
            {
                _loggers[change.Name].Own = level;
            }
        }

        return ApiError.None;
    }

    private ApiError Check(ConfigChange change)
    {
        if (change.Operation is not (ConfigOperation.Set or ConfigOperation.Delete))
        {
            return new ApiError(ErrorCode.InvalidRequest, $"{change.Operation.ToString().ToUpperInvariant()} operation is not allowed for the BROKER_LOGGER resource");
        }

        if (change.Operation == ConfigOperation.Delete && change.Name == Root)
        {
            return new ApiError(ErrorCode.InvalidRequest, "Removing the log level of the root logger is not allowed");
        }

        if (change.Name != Root && !_loggers.ContainsKey(change.Name))
        {
            return new ApiError(ErrorCode.InvalidConfig, $"Logger {change.Name} does not exist!");
        }

        return change.Operation == ConfigOperation.Delete || (change.Value is not null && Names.ContainsKey(change.Value))
            ? ApiError.None
            : new ApiError(
                ErrorCode.InvalidConfig,
                $"Cannot set the log level of {change.Name} to {change.Value} as it is not a supported log level. Valid log levels are {string.Join(", ", Names.Keys.Order(StringComparer.Ordinal))}");
    }

    private static string NameOf(LogLevel level) => Names.First(pair => pair.Value == level).Key;

    private static string LevelOf(LeveledLogger logger) =>
        Names.Where(pair => logger.IsEnabled(pair.Value)).OrderBy(pair => pair.Value).Select(pair => pair.Key).FirstOrDefault() ?? "FATAL";

    private sealed class LeveledLogger(LoggerLevels levels, ILogger logger) : ILogger
    {
        /// <summary>Level of this logger; null follows the root.</summary>
        public LogLevel? Own { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => (Own ?? levels._root) is { } level ? logLevel >= level && logLevel != LogLevel.None : logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
