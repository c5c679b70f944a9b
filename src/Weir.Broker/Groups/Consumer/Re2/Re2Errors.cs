namespace Weir.Broker.Groups.Consumer.Re2;

/// <summary>What can be wrong with an expression, in the words of RE2/J.</summary>
internal static class Re2Errors
{
    public const string BadClass = "invalid character class range";
    public const string BadEscape = "invalid escape sequence";
    public const string BadName = "invalid named capture";
    public const string BadGroup = "invalid or unsupported Perl syntax";
    public const string NestedRepeat = "invalid nested repetition operator";
    public const string BadRepeat = "invalid repeat count";
    public const string OpenClass = "missing closing ]";
    public const string OpenGroup = "missing closing )";
    public const string NothingToRepeat = "missing argument to repetition operator";
    public const string TrailingBackslash = "trailing backslash at end of expression";
    public const string DuplicateName = "duplicate capture group name";

    /// <summary>What RE2/J says of a closing parenthesis that none has opened.</summary>
    public const string UnopenedGroup = "regexp/syntax: internal error";
}
