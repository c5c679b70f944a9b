using System.Net.Sockets;
using Weir.Client;

namespace Weir.CommandLine;

/// <summary>One line for whatever ended a command.</summary>
internal static class FailureText
{
    /// <summary>Set to 1 to see the stack trace of an error that should not have happened.</summary>
    public const string TraceVariable = "WEIR_TRACE";

    public static string Describe(Exception error) => error switch
    {
        AggregateException { InnerExceptions.Count: 1 } one => Describe(one.InnerException!),
        KafkaException or SocketException or IOException or UnauthorizedAccessException or TimeoutException => OneLine(error.Message),
        _ => Unexpected(error),
    };

    public static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();

    private static string Unexpected(Exception error) => Environment.GetEnvironmentVariable(TraceVariable) == "1"
        ? error.ToString()
        : $"unexpected {error.GetType().Name}: {OneLine(error.Message)} ({TraceVariable}=1 shows where)";
}
