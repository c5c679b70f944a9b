namespace Weir.Broker.Groups.Streams;

/// <summary>A task in one role.</summary>
internal readonly record struct RoleTask(TaskRole Role, TaskId Id)
{
    public RoleTask(TaskRole role, string subtopology, int partition)
        : this(role, new TaskId(subtopology, partition))
    {
    }

    public static readonly IReadOnlySet<RoleTask> None = new HashSet<RoleTask>();

    public static readonly IReadOnlyDictionary<RoleTask, int> NoneAssigned = new Dictionary<RoleTask, int>();
}
