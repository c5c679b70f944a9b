namespace Weir.Broker.Groups.Consumer;

/// <summary>The topics of the cluster, as groups see them.</summary>
internal interface ITopicCatalog
{
    /// <summary>Goes up whenever a topic comes, goes or grows, after the change can be seen.</summary>
    long Version { get; }

    IEnumerable<string> Names { get; }

    TopicInfo? Find(string name);

    TopicInfo? Find(Guid id);
}
