using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Bench;
using Weir.Clients;
using Weir.Configs;
using Weir.Demo;
using Weir.Groups;
using Weir.Quotas;
using Weir.ShareGroups;
using Weir.Topics;
using Weir.Transactions;

namespace Weir.Output;

/// <summary>The shapes that <c>--json</c> writes.</summary>
[JsonSerializable(typeof(TopicSummaryJson[]))]
[JsonSerializable(typeof(TopicJson))]
[JsonSerializable(typeof(GroupSummaryJson[]))]
[JsonSerializable(typeof(GroupJson))]
[JsonSerializable(typeof(ConfigResourceJson[]))]
[JsonSerializable(typeof(ConfigEntryJson[]))]
[JsonSerializable(typeof(QuotaJson[]))]
[JsonSerializable(typeof(PushedClientJson[]))]
[JsonSerializable(typeof(PushedMetricJson[]))]
[JsonSerializable(typeof(ShareGroupJson))]
[JsonSerializable(typeof(TransactionSummaryJson[]))]
[JsonSerializable(typeof(TransactionJson))]
[JsonSerializable(typeof(ProducerJson[]))]
[JsonSerializable(typeof(BenchJson))]
[JsonSerializable(typeof(DemoJson))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    /// <summary>Names in camelCase; text is not made safe for HTML, so that it stays readable.</summary>
    public static OutputJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
