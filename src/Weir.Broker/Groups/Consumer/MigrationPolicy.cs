namespace Weir.Broker.Groups.Consumer;

/// <summary>Which way groups may change their protocol while they have members (<c>group.consumer.migration.policy</c>).</summary>
[Flags]
internal enum MigrationPolicy
{
    Disabled = 0,
    Upgrade = 1,
    Downgrade = 2,
    Bidirectional = Upgrade | Downgrade,
}
