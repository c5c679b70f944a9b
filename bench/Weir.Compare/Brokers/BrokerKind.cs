namespace Weir.Compare.Brokers;

internal enum BrokerKind
{
    Weir,
    Kafka,
}
