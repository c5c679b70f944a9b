namespace Weir.Broker.Groups.Streams;

/// <summary>Tasks as messages and records list them.</summary>
internal static class RoleTasks
{
    /// <summary>The tasks of one role, by subtopology and partition, both in order.</summary>
    public static IEnumerable<(string Id, List<int> Partitions)> BySubtopology(IEnumerable<RoleTask> tasks, TaskRole role) => tasks
        .Where(task => task.Role == role)
        .GroupBy(task => task.Id.Subtopology, task => task.Id.Partition, StringComparer.Ordinal)
        .OrderBy(subtopology => subtopology.Key, StringComparer.Ordinal)
        .Select(subtopology => (subtopology.Key, subtopology.Order().ToList()));
}
