using Weir.Log.Storage;

namespace Weir.Log.Directories;

/// <summary>Kafka's <c>.kafka_cleanshutdown</c>: present only between a clean stop and the next start.</summary>
internal static class CleanShutdownMarker
{
    private const string FileName = ".kafka_cleanshutdown";

    /// <summary>Removes the marker. When this returns, a crash of the machine cannot bring it back.</summary>
    /// <returns>Whether it was there.</returns>
    public static bool Take(IFileSystem files, string root)
    {
        string path = Path.Join(root, FileName);
        if (!files.FileExists(path))
        {
            return false;
        }

        files.DeleteFile(path);
        files.FlushDirectory(root);
        return true;
    }

    /// <summary>Says that all files of the directory are complete and on disk.</summary>
    public static void Put(IFileSystem files, string root) =>
        files.ReplaceFileDurably(Path.Join(root, FileName), "{\"version\":0,\"brokerEpoch\":-1}"u8);
}
