using Weir.Client;

namespace TaxiRides;

/// <summary>The lesson's cluster settings: address and credentials from the environment.</summary>
public static class Cluster
{
    public static ClientProperties Settings()
    {
        var properties = ClientProperties.FromDictionary(
        [
            new("bootstrap.servers", Environment.GetEnvironmentVariable("BOOTSTRAP_SERVERS") ?? "127.0.0.1:9092"),
        ]);
        if (Environment.GetEnvironmentVariable("CLUSTER_API_KEY") is { Length: > 0 } user)
        {
            var password = Environment.GetEnvironmentVariable("CLUSTER_API_SECRET");
            properties.Set("security.protocol", "SASL_SSL");
            properties.Set("sasl.mechanism", "PLAIN");
            properties.Set(
                "sasl.jaas.config",
                $"org.apache.kafka.common.security.plain.PlainLoginModule required username='{user}' password='{password}';");
        }
        return properties;
    }
}
