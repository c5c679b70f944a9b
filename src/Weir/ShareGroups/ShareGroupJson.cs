namespace Weir.ShareGroups;

/// <summary>A share group as <c>weir share describe --json</c> shows it.</summary>
internal sealed record ShareGroupJson(string Group, string State, string Assignor, int Coordinator, ShareMemberJson[] Members, SharePartitionJson[] Partitions);
