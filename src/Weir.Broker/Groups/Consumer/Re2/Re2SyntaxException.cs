namespace Weir.Broker.Groups.Consumer.Re2;

/// <summary>An expression is not RE2's; the message is RE2/J's description.</summary>
internal sealed class Re2SyntaxException(string description) : Exception(description);
