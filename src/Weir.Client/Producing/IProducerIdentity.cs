namespace Weir.Client.Producing;

/// <summary>Where the id and epoch of a producer come from: asked for in the background, or given by a transaction coordinator.</summary>
internal interface IProducerIdentity
{
    /// <summary>The identity; none while there is none yet, and then the senders are poked when there is.</summary>
    /// <param name="refusal">Why there will be none.</param>
    ProducerIdentity Take(out KafkaException? refusal);
}
