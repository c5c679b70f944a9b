namespace Weir.Broker.Groups.Consumer;

/// <summary>What the members of a group subscribe to, by name or by regular expression, as the cluster's topics are now.</summary>
/// <remarks>Thread model: owned by its <see cref="ConsumerMachine"/>; the catalog may change at any time, and is then looked at again.</remarks>
internal sealed class ConsumerTopics(ConsumerGroup group, ITopicCatalog catalog, GroupClock clock)
{
    private long _seenVersion = -1;

    public ITopicCatalog Catalog => catalog;

    /// <summary>The names a member subscribes to; some may not exist.</summary>
    public IEnumerable<string> NamesOf(ConsumerMember member) =>
        member.TopicRegex.Length > 0 && group.Regexes.TryGetValue(member.TopicRegex, out ResolvedRegex? resolved)
            ? member.TopicNames.Union(resolved.Topics, StringComparer.Ordinal)
            : member.TopicNames;

    public bool IsSubscribed(string topic) => group.Members.Any(member => NamesOf(member).Contains(topic, StringComparer.Ordinal));

    /// <summary>Brings the group up to date with subscriptions and topics.</summary>
    /// <param name="subscriptionsChanged">A member has changed its subscription, come or gone.</param>
    /// <param name="hash">What to store with the next epoch.</param>
    /// <returns>Whether the topics subscribed to have changed.</returns>
    public bool Refresh(bool subscriptionsChanged, out long hash)
    {
        // Read before the topics are: a change in between is seen the next time.
        long version = catalog.Version;
        if (version == _seenVersion && !subscriptionsChanged)
        {
            hash = group.MetadataHash;
            return false;
        }

        ResolveRegexes(anew: version != _seenVersion, version);
        _seenVersion = version;
        hash = TopicsHash.Of(group.Members.SelectMany(NamesOf), catalog);
        return hash != group.MetadataHash;
    }

    /// <summary>The members as an assignor wants them, and the partitions of what they subscribe to.</summary>
    public List<AssignmentMember> Describe(out Dictionary<Guid, int> partitionCounts)
    {
        var counts = new Dictionary<Guid, int>();
        var members = new List<AssignmentMember>(group.Members.Count);
        foreach (ConsumerMember member in group.Members)
        {
            var topics = new HashSet<Guid>();
            foreach (TopicInfo topic in NamesOf(member).Select(catalog.Find).OfType<TopicInfo>())
            {
                topics.Add(topic.Id);
                counts[topic.Id] = topic.Partitions;
            }

            members.Add(new AssignmentMember(member.Id, member.InstanceId, topics, member.Target));
        }

        partitionCounts = counts;
        return members;
    }

    private void ResolveRegexes(bool anew, long version)
    {
        HashSet<string> used = group.Members.Where(m => m.TopicRegex.Length > 0).Select(m => m.TopicRegex).ToHashSet(StringComparer.Ordinal);
        foreach (string unused in group.Regexes.Keys.Where(regex => !used.Contains(regex)).ToList())
        {
            group.RemoveRegex(unused);
        }

        foreach (string regex in used)
        {
            group.Regexes.TryGetValue(regex, out ResolvedRegex? known);
            if (known is not null && !anew)
            {
                continue;
            }

            List<string> topics = RegexTopics.Match(regex, catalog.Names);
            if (known is null || !topics.SequenceEqual(known.Topics, StringComparer.Ordinal))
            {
                group.SetRegex(regex, new ResolvedRegex(topics, version, clock.UnixMs));
            }
        }
    }
}
