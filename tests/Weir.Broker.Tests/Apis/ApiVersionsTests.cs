using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class ApiVersionsTests
{
    [Fact]
    public async Task Every_api_that_is_offered_is_listed_with_its_range_and_produce_from_zero()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        ApiVersionsResponse response = await client.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(Request(), 4);

        Assert.Equal(broker.Server.Services.Apis.Handlers.Where(handler => handler.IsAdvertised).Select(handler => (short)handler.Key), response.ApiKeys.Select(api => api.ApiKey));
        Assert.Equal((0, 13), Range(response, ApiKey.Produce));
        Assert.Equal((4, 18), Range(response, ApiKey.Fetch));
        Assert.Equal((0, 5), Range(response, ApiKey.InitProducerId));
        Assert.Equal(["metadata.version", "group.version"], response.FinalizedFeatures.Take(2).Select(feature => feature.Name));
        Assert.Contains(response.SupportedFeatures, feature => feature is { Name: "group.version", MinVersion: 0, MaxVersion: 1 });

        // Clients of v3 cannot read a lowest level of 0 (KAFKA-17011).
        ApiVersionsResponse older = await client.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(Request(), 3);
        Assert.All(older.SupportedFeatures, feature => Assert.NotEqual(0, feature.MinVersion));
    }

    [Fact]
    public async Task An_unknown_version_is_answered_in_v0_with_the_range()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        byte[] frame = WireClient.Encode(Request(), 4, 77);
        frame[7] = 9; // version 9

        await client.SendRawAsync(frame);

        ApiVersionsResponse response = await client.ReceiveAsync<ApiVersionsResponse>(0, 77);
        Assert.Equal(ErrorCode.UnsupportedVersion, response.ErrorCode);
        Assert.Equal((0, 4), Range(response, ApiKey.ApiVersions));
        await client.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(Request(), 4);
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("-bad", "1")]
    [InlineData("good", "1 2")]
    public async Task A_bad_client_software_name_is_an_invalid_request(string name, string version)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        ApiVersionsResponse response = await client.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(
            new ApiVersionsRequest { ClientSoftwareName = name, ClientSoftwareVersion = version }, 3);

        Assert.Equal(ErrorCode.InvalidRequest, response.ErrorCode);
    }

    private static ApiVersionsRequest Request() => new() { ClientSoftwareName = "weir-test", ClientSoftwareVersion = "1.0" };

    private static (int Min, int Max) Range(ApiVersionsResponse response, ApiKey key)
    {
        ApiVersionsResponse.ApiVersion api = response.ApiKeys.Single(api => api.ApiKey == (short)key);
        return (api.MinVersion, api.MaxVersion);
    }
}
