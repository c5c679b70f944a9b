namespace Weir.Broker;

/// <summary>Broker settings of the controller, its quorum and the metadata log (Kafka documentation, "Broker Configs").</summary>
internal static class BrokerQuorumDefinitions
{
    public static ConfigDefinition[] All { get; } =
    [
        new("broker.heartbeat.interval.ms", ConfigType.Int, "2000", "Milliseconds between a broker's heartbeats to the controller. Without effect: both are this process.") { IsReadOnly = true },
        new("broker.session.timeout.ms", ConfigType.Int, "9000", "Milliseconds without heartbeats after which a broker is fenced. Without effect: both are this process.") { IsReadOnly = true },
        new("controlled.shutdown.enable", ConfigType.Boolean, "true", "Whether leaders are moved away before a stop. Without effect on a single node.") { IsReadOnly = true },
        new("controller.listener.names", ConfigType.List, null, "Listeners of the controller. Without effect: the controller is called in the process.") { IsReadOnly = true },
        new("controller.quorum.append.linger.ms", ConfigType.Int, "25", "Milliseconds the leader of the quorum gathers records. Without effect: one voter writes at once.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("controller.quorum.auto.join.enable", ConfigType.Boolean, "false", "Whether a controller joins the voters by itself. Without effect: there is one voter.") { IsReadOnly = true },
        new("controller.quorum.bootstrap.servers", ConfigType.List, "", "Where other controllers are found. Without effect: there is one voter.") { IsReadOnly = true },
        new("controller.quorum.election.backoff.max.ms", ConfigType.Int, "1000", "Longest wait before another election, in milliseconds. Without effect: there is one voter.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("controller.quorum.election.timeout.ms", ConfigType.Int, "1000", "Milliseconds to win an election. Without effect: there is one voter.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("controller.quorum.fetch.max.bytes", ConfigType.Int, "1048576", "Most bytes of metadata records in one fetch of the quorum. Without effect: there is one voter.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("controller.quorum.fetch.snapshot.max.bytes", ConfigType.Int, "1048576", "Most bytes of a snapshot in one fetch of the quorum. Without effect: there is one voter.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("controller.quorum.fetch.timeout.ms", ConfigType.Int, "2000", "Milliseconds without a fetch after which an election begins. Without effect: there is one voter.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("controller.quorum.request.timeout.ms", ConfigType.Int, "2000", "Milliseconds a request of the quorum may take. Without effect: there is one voter.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("controller.quorum.retry.backoff.ms", ConfigType.Int, "20", "Milliseconds before a request of the quorum is repeated. Without effect: there is one voter.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("controller.quorum.voters", ConfigType.List, "", "Fixed set of voters as id@host:port. Without effect: this node is the one voter.") { IsReadOnly = true },
        new("controller.socket.timeout.ms", ConfigType.Int, "30000", "Milliseconds a request to the controller may take. Without effect: it is called in the process.") { IsReadOnly = true },
        new("initial.broker.registration.timeout.ms", ConfigType.Int, "60000", "Milliseconds a broker tries to register with the controller. Without effect: both are this process.") { IsReadOnly = true },
        new("metadata.log.dir", ConfigType.String, null, "Directory of the metadata log. Without effect: it is among the other logs.") { IsReadOnly = true },
        new("metadata.log.max.record.bytes.between.snapshots", ConfigType.Long, "20971520", "Bytes of metadata records after which a snapshot is written.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("metadata.log.max.snapshot.interval.ms", ConfigType.Long, "3600000", "Milliseconds after which a snapshot of the metadata is written although few records came; 0 never.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("metadata.log.segment.bytes", ConfigType.Int, "1073741824", "Segment size of the metadata log, in bytes.") { Rule = ConfigRule.AtLeast(8388608), IsReadOnly = true },
        new("metadata.log.segment.ms", ConfigType.Long, "604800000", "Milliseconds after which the metadata log begins a new segment.") { IsReadOnly = true },
        new("metadata.max.idle.interval.ms", ConfigType.Int, "500", "Milliseconds between empty records in an idle metadata log. Without effect: nobody follows it.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("metadata.max.retention.bytes", ConfigType.Long, "104857600", "Bytes of metadata log and snapshots kept.") { IsReadOnly = true },
        new("metadata.max.retention.ms", ConfigType.Long, "604800000", "Milliseconds metadata log and snapshots are kept.") { IsReadOnly = true },
    ];
}
