using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>What a client hears when a handler breaks.</summary>
public sealed class ErrorResponseTests
{
    [Theory]
    [InlineData(true, false, ErrorCode.UnknownServerError)]
    [InlineData(false, false, ErrorCode.UnknownServerError)]
    [InlineData(true, true, ErrorCode.KafkaStorageError)]
    [InlineData(false, true, ErrorCode.KafkaStorageError)]
    public async Task A_handler_that_throws_is_answered_with_an_error_and_the_connection_lives(bool atOnce, bool ofTheDisk, ErrorCode expected)
    {
        Exception error = ofTheDisk ? new IOException("broken disk") : new InvalidOperationException("broken handler");
        var factory = new ConnectionFactory(new BufferPool(1024 * 1024), 1024 * 1024, NullLogger<ClientConnection>.Instance, TimeProvider.System)
        {
            Decoder = new RequestDecoder(new ApiRegistry([new Thrower(error, atOnce)])),
        };
        var options = new ListenerOptions("PLAINTEXT", new BrokerEndpoint("127.0.0.1", 0), null, 10, TimeSpan.FromMinutes(1));
        await using Listener listener = Listener.Bind(options, factory.Create, TimeProvider.System, NullLogger<Listener>.Instance);
        listener.Start();
        using WireClient client = await WireClient.ConnectAsync(listener.Bound);

        for (int i = 0; i < 3; i++)
        {
            HeartbeatResponse response = await client.CallAsync<HeartbeatRequest, HeartbeatResponse>(new HeartbeatRequest { GroupId = "g", MemberId = "m" }, 4);
            Assert.Equal(expected, response.ErrorCode);
        }
    }

    [Fact]
    public async Task Every_api_has_an_error_response_in_every_version()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        foreach (ApiHandler handler in broker.Server.Services.Apis.Handlers)
        {
            MethodInfo method = handler.GetType().GetMethod("ErrorResponse", BindingFlags.Instance | BindingFlags.NonPublic)!;
            for (short version = handler.LowestVersion; version <= handler.HighestVersion; version++)
            {
                object request = Activator.CreateInstance(method.GetParameters()[0].ParameterType)!;
                object? response = method.Invoke(handler, [request, version, ErrorCode.UnknownServerError]);
                if (request is ProduceRequest { Acks: 0 })
                {
                    Assert.Null(response);
                    continue;
                }

                Assert.True(response is not null, $"{handler.Key} v{version} would close the connection when its handler throws");
                typeof(ErrorResponseTests).GetMethod(nameof(Encode), BindingFlags.Static | BindingFlags.NonPublic)!
                    .MakeGenericMethod(response.GetType()).Invoke(null, [response, version]);
            }
        }
    }

    private static void Encode<TResponse>(TResponse response, short version)
        where TResponse : class, IApiMessage
    {
        using EncodedFrame frame = EncodedFrame.ForResponse(response, version, 1);
        Assert.True(frame.Length > 0);
    }

    private sealed class Thrower(Exception error, bool atOnce) : ApiHandler<HeartbeatRequest, HeartbeatResponse>(0, 4)
    {
        protected override ValueTask<HeartbeatResponse?> HandleAsync(HeartbeatRequest request, RequestContext context) => atOnce ? throw error : LaterAsync();

        private async ValueTask<HeartbeatResponse?> LaterAsync()
        {
            await Task.Yield();
            throw error;
        }
    }
}
