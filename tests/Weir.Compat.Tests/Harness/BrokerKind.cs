namespace Weir.Compat.Tests.Harness;

/// <summary>Which broker the clients run against.</summary>
internal enum BrokerKind
{
    /// <summary>The <c>weir up</c> process of this repository.</summary>
    Weir,

    /// <summary>Apache Kafka from the shared folder: the oracle that the tests themselves are right.</summary>
    Kafka,
}
