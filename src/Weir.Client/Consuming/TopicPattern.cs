using System.Text.RegularExpressions;
using Weir.Client.Metadata;

namespace Weir.Client.Consuming;

/// <summary>Keeps the topics of a subscription by pattern in step with the cluster: matched again whenever metadata has been refreshed.</summary>
/// <remarks>Thread model: owned by the consuming flow.</remarks>
internal sealed class TopicPattern(ClusterClient cluster, ConsumerOptions options, Subscriptions subscriptions)
{
    private Regex? _matchedPattern;
    private ClusterSnapshot? _matchedSnapshot;

    /// <summary>Matches the pattern, if there is one, against the topics of the cluster.</summary>
    /// <returns>False while the topics of the cluster are not known yet.</returns>
    public bool TryMatch()
    {
        if (subscriptions.Pattern is not { } pattern)
        {
            return true;
        }

        ClusterSnapshot snapshot = cluster.Snapshot;
        if (!snapshot.HasAllTopics)
        {
            return ReferenceEquals(_matchedPattern, pattern);
        }

        if (!ReferenceEquals(_matchedPattern, pattern) || !ReferenceEquals(_matchedSnapshot, snapshot))
        {
            string[] matches = [.. snapshot.Topics
                .Where(topic => topic.IsAvailable && !(topic.IsInternal && options.ExcludeInternalTopics) && pattern.IsMatch(topic.Name))
                .Select(static topic => topic.Name)
                .Order(StringComparer.Ordinal)];
            _matchedPattern = pattern;
            _matchedSnapshot = snapshot;
            if (!matches.SequenceEqual(subscriptions.Topics, StringComparer.Ordinal))
            {
                subscriptions.SetMatches(matches);
                cluster.Metadata.SetTopics(matches, andAllOthers: true);
            }
        }

        return true;
    }
}
