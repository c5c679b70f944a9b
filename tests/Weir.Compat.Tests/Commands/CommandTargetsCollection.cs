namespace Weir.Compat.Tests.Commands;

/// <summary>Tests that share <see cref="CommandTargets"/>, so that one Apache Kafka does for all of them.</summary>
[CollectionDefinition]
public sealed class CommandTargetsCollection : ICollectionFixture<CommandTargets>;
