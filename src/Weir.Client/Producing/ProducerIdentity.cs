namespace Weir.Client.Producing;

/// <summary>The id and epoch that number a partition's batches (KIP-98).</summary>
internal readonly record struct ProducerIdentity(long Id, short Epoch)
{
    public static ProducerIdentity None => new(-1, -1);

    public bool IsValid => Id >= 0;

    /// <summary>The epoch after this one, in which sequences start at 0 again (KIP-360); none when epochs are used up.</summary>
    public ProducerIdentity Next => IsValid && Epoch < short.MaxValue ? new(Id, (short)(Epoch + 1)) : None;
}
