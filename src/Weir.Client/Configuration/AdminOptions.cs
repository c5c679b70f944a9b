namespace Weir.Client;

/// <summary>Settings of an <see cref="AdminClient"/>.</summary>
public sealed class AdminOptions : ClientOptions;
