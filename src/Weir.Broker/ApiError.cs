using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Outcome of one item of a request: an error code, and a message that says what was wrong and what to do.</summary>
internal readonly record struct ApiError(ErrorCode Code, string? Message)
{
    public static ApiError None { get; } = new(ErrorCode.None, null);

    public bool IsNone => Code == ErrorCode.None;
}
