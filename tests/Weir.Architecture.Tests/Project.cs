using System.Xml.Linq;

namespace Weir.Architecture.Tests;

/// <summary>A project file and what it references.</summary>
internal sealed record Project(string Name, string AssemblyName, IReadOnlyList<string> References)
{
    public static Project Load(string path)
    {
        var xml = XDocument.Parse(Repository.Read(path));
        var name = Path.GetFileNameWithoutExtension(path);
        return new Project(
            name,
            xml.Descendants("AssemblyName").SingleOrDefault()?.Value ?? name,
            [.. xml.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))]);
    }

    /// <summary>All projects it depends on, directly or through others.</summary>
    public IEnumerable<string> Closure() =>
        References.SelectMany(r => Repository.Projects[r].Closure().Prepend(r)).Distinct();
}
