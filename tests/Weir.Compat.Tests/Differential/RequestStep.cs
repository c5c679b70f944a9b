using System.Net.Sockets;
using Weir.Protocol;

namespace Weir.Compat.Tests.Differential;

/// <summary>A step of one request, at a version that both brokers serve.</summary>
internal abstract class RequestStep<TRequest, TResponse>(Dice dice) : Step
    where TRequest : class, IApiMessage
    where TResponse : class, IApiMessage, new()
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override ApiKey Api => TRequest.ApiKey;

    protected short Version { get; init; } = dice.Version(TRequest.ApiKey);

    public override async Task<Exchange> AskAsync(Side side)
    {
        var request = Build(side);
        try
        {
            var response = await AskUntilSettledAsync(side, request);
            await LearnAsync(side, request, response);
            Keep(side, response);
            return new Exchange(Question(side, request), side.Describe(TResponse.ApiKey, response));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await side.ReconnectAsync();
            return new Exchange(Question(side, request), ["the connection is closed"]);
        }
    }

    /// <summary>The request, with the names and numbers of this broker.</summary>
    protected abstract TRequest Build(Side side);

    /// <summary>Takes from the answer what is none of this sequence's business.</summary>
    protected virtual void Keep(Side side, TResponse response)
    {
    }

    /// <summary>Remembers what later steps refer to, and waits for what the broker does after its answer.</summary>
    protected virtual Task LearnAsync(Side side, TRequest request, TResponse response) => Task.CompletedTask;

    // What a client would ask again is no answer: coordinators that load, markers that are being written.
    private async Task<TResponse> AskUntilSettledAsync(Side side, TRequest request)
    {
        var started = TimeProvider.System.GetTimestamp();
        TResponse response;
        do
        {
            response = await side.CallAsync<TRequest, TResponse>(request, Version);
        }
        while (AnswerText.HasPassingError(response) && TimeProvider.System.GetElapsedTime(started) < Patience);
        return response;
    }

    private string Question(Side side, TRequest request) => $"{TRequest.ApiKey} v{Version} {side.DescribeQuestion(request)}";
}
