namespace Weir.Client;

/// <summary>What to do to a setting (KIP-339); numbers of the protocol.</summary>
public enum ConfigOperation
{
    Set = 0,

    /// <summary>Back to the default.</summary>
    Delete = 1,

    /// <summary>Adds to a list.</summary>
    Append = 2,

    /// <summary>Takes out of a list.</summary>
    Subtract = 3,
}
