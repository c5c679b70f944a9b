namespace Weir.Client;

/// <summary>Stands for a key or value that was not looked at.</summary>
public readonly record struct Ignored;
