using System.Text.RegularExpressions;

namespace Weir.Architecture.Tests;

/// <summary>What no file may say: unfinished marks, and where one machine keeps its things.</summary>
public sealed class TextTests
{
    private static readonly string[] TextFiles =
        [".cs", ".csproj", ".props", ".slnx", ".md", ".json", ".py", ".js", ".java", ".properties", ".sh", ".yml", ".editorconfig", "run", "prepare", "compare"];

    // Spelt in pieces, so that this file does not find itself.
    private static readonly Regex Unfinished = new(string.Join('|', "TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"));
    private static readonly Regex Machine = new(@"(?<![\w.])/(tmp|work|root|home)/[A-Za-z.]|(api|www)\.nuget\." + @"org|registry\.npm" + @"js|deb\.deb" + "ian");

    [Fact]
    public void Source_has_no_unfinished_marks() => Law.Holds(Hits(Repository.Files("src"), Unfinished));

    [Fact]
    public void Repository_names_no_paths_of_a_machine_and_no_package_hosts() => Law.Holds(Hits(Repository.Files(""), Machine));

    private static IEnumerable<string> Hits(IEnumerable<string> files, Regex forbidden) =>
        from path in files
        where TextFiles.Any(end => path.EndsWith(end, StringComparison.Ordinal))
        from line in Repository.Read(path).Split('\n').Select((text, index) => (Text: text, Number: index + 1))
        where forbidden.IsMatch(line.Text)
        select $"{path}:{line.Number} {line.Text.Trim()}";
}
