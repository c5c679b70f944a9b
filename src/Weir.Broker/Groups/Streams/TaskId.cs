namespace Weir.Broker.Groups.Streams;

/// <summary>A task: one partition number of a subtopology, with all its source topics.</summary>
internal readonly record struct TaskId(string Subtopology, int Partition);
