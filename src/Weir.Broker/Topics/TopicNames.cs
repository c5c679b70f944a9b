using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Which names a topic may have.</summary>
internal static class TopicNames
{
    public const int MaxLength = 249;

    /// <summary>None, or InvalidTopicException with what is wrong.</summary>
    public static ApiError Check(string name)
    {
        string? problem = name switch
        {
            "" => "the empty string is not allowed",
            "." or ".." => $"'{name}' is not allowed",
            { Length: > MaxLength } => $"the length of '{name}' is longer than the max allowed length {MaxLength}",
            _ when name.Any(c => !IsLegal(c)) => $"'{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
            _ => null,
        };
        return problem is null ? ApiError.None : new ApiError(ErrorCode.InvalidTopicException, $"Topic name is invalid: {problem}");
    }

    /// <summary>Whether both names would give one metric: they differ in <c>.</c> and <c>_</c> only, and Kafka forbids that.</summary>
    public static bool Collide(string first, string second) =>
        first.Length == second.Length && first != second && first.Replace('.', '_') == second.Replace('.', '_');

    private static bool IsLegal(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}
