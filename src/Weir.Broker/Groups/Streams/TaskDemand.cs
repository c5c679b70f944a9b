namespace Weir.Broker.Groups.Streams;

/// <summary>The tasks of one subtopology.</summary>
/// <param name="Subtopology">Its id.</param>
/// <param name="Tasks">How many there are.</param>
/// <param name="IsStateful">Whether they have state that standby tasks can keep copies of.</param>
internal readonly record struct TaskDemand(string Subtopology, int Tasks, bool IsStateful)
{
    public IEnumerable<TaskId> All
    {
        get
        {
            string subtopology = Subtopology;
            return Enumerable.Range(0, Tasks).Select(partition => new TaskId(subtopology, partition));
        }
    }
}
