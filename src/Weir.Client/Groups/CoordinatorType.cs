namespace Weir.Client.Groups;

/// <summary>What a broker coordinates; numbers of the protocol (FindCoordinator).</summary>
internal enum CoordinatorType
{
    Group = 0,
    Transaction = 1,
}
