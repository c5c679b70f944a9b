using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Consecutive fields that the same versions carry.</summary>
/// <param name="Condition">The C# test for these versions; null when every version of the structure carries them.</param>
/// <param name="Fields">The fields, in wire order.</param>
internal sealed record FieldRun(string? Condition, List<FieldModel> Fields)
{
    public static List<FieldRun> Split(IEnumerable<FieldModel> fields, VersionRange versions)
    {
        List<FieldRun> runs = [];
        foreach (FieldModel field in fields)
        {
            string? condition = field.Versions.ConditionWithin(versions);
            if (runs.Count == 0 || runs[runs.Count - 1].Condition != condition)
            {
                runs.Add(new FieldRun(condition, []));
            }

            runs[runs.Count - 1].Fields.Add(field);
        }

        return runs;
    }
}
