using System.Diagnostics.CodeAnalysis;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Every API this broker serves; what ApiVersions answers is computed from it.</summary>
internal sealed class ApiRegistry
{
    private readonly ApiHandler?[] _byKey;

    public ApiRegistry(IEnumerable<ApiHandler> handlers)
    {
        // Not OrderBy: with an enum as key that is compiled when the broker starts.
        ApiHandler[] all = [.. handlers];
        Array.Sort(all, (a, b) => (short)a.Key - (short)b.Key);
        _byKey = new ApiHandler?[all.Length == 0 ? 0 : (int)all[^1].Key + 1];
        foreach (ApiHandler handler in all)
        {
            ref ApiHandler? slot = ref _byKey[(int)handler.Key];
            slot = slot is null ? handler : throw new InvalidOperationException($"{slot.GetType().Name} and {handler.GetType().Name} both serve {handler.Key}.");
        }

        Handlers = all;
    }

    /// <summary>All handlers, by ascending API key.</summary>
    public IReadOnlyList<ApiHandler> Handlers { get; }

    public bool TryGet(short apiKey, [NotNullWhen(true)] out ApiHandler? handler)
    {
        handler = (uint)apiKey < (uint)_byKey.Length ? _byKey[apiKey] : null;
        return handler is not null;
    }
}
