namespace Weir.Broker;

/// <summary>One subsystem of the broker: the APIs it serves and what must run for them.</summary>
internal interface IBrokerModule : IAsyncDisposable
{
    /// <summary>The handlers to register; asked once, before <see cref="StartAsync"/>.</summary>
    IEnumerable<ApiHandler> Handlers { get; }

    /// <summary>Loads what the module keeps in logs. Listeners open once every module has started.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);
}
