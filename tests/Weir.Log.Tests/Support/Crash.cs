namespace Weir.Log.Tests.Support;

/// <summary>What a killed process leaves behind: a copy of its data directory, taken while it runs.</summary>
internal static class Crash
{
    public static TemporaryDirectory CopyOf(string root)
    {
        var copy = new TemporaryDirectory();
        foreach (string directory in Directory.GetDirectories(root, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(directory.Replace(root, copy, StringComparison.Ordinal));
        }

        foreach (string file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
        {
            CopyFile(file, file.Replace(root, copy, StringComparison.Ordinal));
        }

        return copy;
    }

    public static void Truncate(string path, long length)
    {
        using FileStream file = File.Open(path, FileMode.Open);
        file.SetLength(length);
    }

    public static void Overwrite(string path, long position, byte[] bytes)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Position = position;
        file.Write(bytes);
    }

    // The lock file cannot be opened while its owner runs.
    private static void CopyFile(string from, string to)
    {
        if (Path.GetFileName(from) == ".lock")
        {
            return;
        }

        using FileStream source = new(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using FileStream target = new(to, FileMode.Create);
        source.CopyTo(target);
    }
}
