using System.Globalization;
using System.Text;
using Weir.Log.Storage;
using Weir.Protocol;

namespace Weir.Log.Directories;

/// <summary>Kafka's <c>meta.properties</c>, version 1: whose data directory this is (KIP-866, KIP-858).</summary>
internal sealed record MetaProperties(string ClusterId, int NodeId, Guid DirectoryId)
{
    public const string FileName = "meta.properties";

    private const string SupportedVersion = "1";
    private const int FirstNodeId = 1;

    /// <summary>Looks whether <see cref="ReadOrCreate"/> would take the directory, and leaves no trace in it.</summary>
    /// <exception cref="LogDirectoryException">The directory belongs to something else.</exception>
    public static void Check(IFileSystem files, string root, LogDirectoryOptions options)
    {
        string path = Path.Join(root, FileName);
        if (files.FileExists(path))
        {
            Decode(path, Encoding.UTF8.GetString(files.ReadFile(path))).Check(path, options);
        }
        else
        {
            RefuseForeign(files, root);
        }
    }

    /// <summary>Reads the file, or makes it in an empty directory.</summary>
    /// <exception cref="LogDirectoryException">The directory belongs to something else.</exception>
    public static MetaProperties ReadOrCreate(IFileSystem files, string root, LogDirectoryOptions options)
    {
        string path = Path.Join(root, FileName);
        if (files.FileExists(path))
        {
            MetaProperties found = Decode(path, Encoding.UTF8.GetString(files.ReadFile(path)));
            found.Check(path, options);
            return found;
        }

        RefuseForeign(files, root);
        var created = new MetaProperties(options.ClusterId ?? KafkaUuid.Format(KafkaUuid.NewId()), options.NodeId ?? FirstNodeId, KafkaUuid.NewId());
        files.ReplaceFileDurably(path, created.Encode());
        return created;
    }

    private static void RefuseForeign(IFileSystem files, string root)
    {
        string? foreign = files.ListFiles(root).Concat(files.ListDirectories(root))
            .FirstOrDefault(name => name is not (DirectoryLock.FileName or "lost+found" or MetaProperties.FileName + ".tmp"));
        if (foreign is not null)
        {
            throw new LogDirectoryException(
                $"'{root}' is no data directory: it has no {FileName} but holds '{foreign}'. Give an empty or a new directory.");
        }
    }

    private static MetaProperties Decode(string path, string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int separator = line.IndexOf('=', StringComparison.Ordinal);
            if (line[0] is not ('#' or '!') && separator > 0)
            {
                values[line[..separator].Trim()] = line[(separator + 1)..].Trim().Replace("\\", string.Empty, StringComparison.Ordinal);
            }
        }

        string version = values.GetValueOrDefault("version", "none");
        if (version != SupportedVersion)
        {
            throw new LogDirectoryException($"'{path}' has version {version}; only version {SupportedVersion} can be read. "
                + "Use the program that wrote it, or give another directory.");
        }

        if (!values.TryGetValue("cluster.id", out string? clusterId)
            || !int.TryParse(values.GetValueOrDefault("node.id"), NumberStyles.None, CultureInfo.InvariantCulture, out int nodeId))
        {
            throw new LogDirectoryException($"'{path}' lacks cluster.id or node.id. Restore the file, or give another directory.");
        }

        return KafkaUuid.TryParse(values.GetValueOrDefault("directory.id", string.Empty), out Guid directoryId)
            ? new MetaProperties(clusterId, nodeId, directoryId)
            : throw new LogDirectoryException($"'{path}' has no valid directory.id. Restore the file, or give another directory.");
    }

    private void Check(string path, LogDirectoryOptions options)
    {
        if (options.ClusterId is { } wanted && wanted != ClusterId)
        {
            throw new LogDirectoryException($"'{path}' belongs to cluster {ClusterId}, not to {wanted}. Give the cluster id of the directory, or another directory.");
        }

        if (options.NodeId is { } node && node != NodeId)
        {
            throw new LogDirectoryException($"'{path}' belongs to node {NodeId}, not to node {node}. Give the node id of the directory, or another directory.");
        }
    }

    private byte[] Encode() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"#\ncluster.id={ClusterId}\ndirectory.id={KafkaUuid.Format(DirectoryId)}\nnode.id={NodeId}\nversion={SupportedVersion}\n"));
}
