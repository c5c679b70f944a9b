namespace Weir.Compat.Tests.Connect;

/// <summary>Tests that share <see cref="ConnectCluster"/>, so that one worker does for all of them.</summary>
[CollectionDefinition]
public sealed class ConnectCollection : ICollectionFixture<ConnectCluster>;
