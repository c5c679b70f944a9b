using Weir.Protocol;

namespace Weir.Compat.Tests.Differential;

/// <summary>One question of a sequence. It holds what was drawn for it, and refers to what earlier steps have made by name: so it can be asked again, alone or in another company.</summary>
internal abstract class Step
{
    /// <summary>The API it asks.</summary>
    public abstract ApiKey Api { get; }

    /// <summary>Asks one broker, waits until what was asked for is in force, and remembers what later steps refer to.</summary>
    public abstract Task<Exchange> AskAsync(Side side);

    /// <summary>Takes back what the next sequence would see, at the end of this one.</summary>
    public virtual Task TakeBackAsync(Side side) => Task.CompletedTask;
}
