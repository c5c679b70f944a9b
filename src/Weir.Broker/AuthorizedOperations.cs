namespace Weir.Broker;

/// <summary>Bit fields of the operations a client may perform (KIP-430): one bit per operation code of Kafka's ACLs.</summary>
internal static class AuthorizedOperations
{
    private const int Read = 1 << 3;
    private const int Write = 1 << 4;
    private const int Create = 1 << 5;
    private const int Delete = 1 << 6;
    private const int Alter = 1 << 7;
    private const int Describe = 1 << 8;
    private const int ClusterAction = 1 << 9;
    private const int DescribeConfigs = 1 << 10;
    private const int AlterConfigs = 1 << 11;
    private const int IdempotentWrite = 1 << 12;

    /// <summary>Without an authorizer everyone may do everything.</summary>
    public const int AllOnTopic = Read | Write | Create | Delete | Alter | Describe | DescribeConfigs | AlterConfigs;

    public const int AllOnCluster = Create | Alter | Describe | ClusterAction | DescribeConfigs | AlterConfigs | IdempotentWrite;

    public const int AllOnGroup = Read | Delete | Describe | DescribeConfigs | AlterConfigs;
}
