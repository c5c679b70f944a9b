using Weir.Broker;
using Weir.Log;

namespace Weir.Up;

/// <summary>The one screen of <c>weir up</c>: where it listens, where the data is, what to type next.</summary>
internal static class UpScreen
{
    public static void Write(TextWriter output, BrokerOptions options, BrokerServer broker)
    {
        var reachable = broker.AdvertisedEndpoint;
        var recovered = broker.WasCleanlyClosed ? "" : " (recovered after a crash)";
        output.Write(
            $"""
            Weir {Product.Version} is up, listening on {broker.BoundEndpoint}

              cluster     {broker.ClusterId}
              data        {options.DataDirectory}{recovered}
              durability  {Describe(options.Durability)}
              topics      {DescribeAutoCreate(options)}

            Connect any Kafka client to bootstrap.servers={reachable}, or try:
              weir produce hello --bootstrap-server {reachable}
              weir consume hello --bootstrap-server {reachable} --from beginning

            Ctrl-C stops it.

            """);
        output.Flush();
    }

    private static string Describe(Durability durability) => durability == Durability.Disk
        ? "disk: acks=all is answered when the record is on disk"
        : "os: acks=all is answered when the record is in the page cache; a power cut can lose what was acknowledged last";

    private static string DescribeAutoCreate(BrokerOptions options) =>
        options.Properties.TryGetValue("auto.create.topics.enable", out var value) && value == "false"
            ? "must be created before use (weir topic create)"
            : "appear when first used";
}
