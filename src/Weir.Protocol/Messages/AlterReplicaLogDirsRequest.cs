namespace Weir.Protocol.Messages;

/// <summary>AlterReplicaLogDirs request (API key 34), versions 1 to 2.</summary>
[Message(ApiKey.AlterReplicaLogDirs, MessageKind.Request, 1, 2, FlexibleFrom = 2)]
public sealed partial class AlterReplicaLogDirsRequest
{
    public List<AlterReplicaLogDir> Dirs { get; set; } = [];

    public sealed partial class AlterReplicaLogDir
    {
        public string Path { get; set; } = "";

        public List<AlterReplicaLogDirTopic> Topics { get; set; } = [];
    }

    public sealed partial class AlterReplicaLogDirTopic
    {
        public string Name { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
