namespace Weir.Client;

/// <summary>Settings of a <see cref="ShareConsumer{TKey, TValue}"/>. Where a group begins, how long locks last and how often a record is delivered are settings of the group, on the broker.</summary>
public sealed class ShareConsumerOptions : ClientOptions
{
    /// <summary>The share group (<c>group.id</c>). Required.</summary>
    public string GroupId { get; set; } = "";

    /// <summary>Whether records are acknowledged by the program or by themselves (<c>share.acknowledgement.mode</c>).</summary>
    public ShareAcknowledgementMode AcknowledgementMode { get; set; }

    /// <summary>Whether batches are acquired whole (<c>share.acquire.mode</c>).</summary>
    public ShareAcquireMode AcquireMode { get; set; }

    /// <summary>
    /// How many records to acquire at once, and most records in one batch of <see cref="ShareConsumer{TKey, TValue}.ConsumeBatchesAsync"/>
    /// (<c>max.poll.records</c>). While as many are in the program's hands unacknowledged, nothing more is fetched.
    /// </summary>
    public int MaxPollRecords { get; set; } = 500;

    /// <summary>How long the program may take between two records or batches before it leaves the group (<c>max.poll.interval.ms</c>).</summary>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The broker waits for this many bytes, or for <see cref="FetchMaxWait"/> (<c>fetch.min.bytes</c>).</summary>
    public int FetchMinBytes { get; set; } = 1;

    /// <summary>How long the broker may wait; acknowledgements wait behind it (<c>fetch.max.wait.ms</c>).</summary>
    public TimeSpan FetchMaxWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most bytes in one answer; one batch is returned even if it is larger (<c>fetch.max.bytes</c>).</summary>
    public int FetchMaxBytes { get; set; } = 50 * 1024 * 1024;

    /// <summary>Whether the checksum of each batch is verified (<c>check.crcs</c>).</summary>
    public bool CheckCrcs { get; set; } = true;

    /// <summary>Whether asking for a topic may create it on the broker (<c>allow.auto.create.topics</c>).</summary>
    public bool AllowAutoCreateTopics { get; set; } = true;

    internal override void Validate()
    {
        base.Validate();
        OptionRules.Positive("max.poll.interval.ms", MaxPollInterval);
        OptionRules.NotNegative("fetch.max.wait.ms", FetchMaxWait);
        OptionRules.InRange("max.poll.records", MaxPollRecords, 1, int.MaxValue);
        OptionRules.InRange("fetch.min.bytes", FetchMinBytes, 0, int.MaxValue);
        OptionRules.InRange("fetch.max.bytes", FetchMaxBytes, 1, int.MaxValue);
        if (string.IsNullOrEmpty(GroupId))
        {
            throw new ClientConfigurationException("group.id", GroupId, "a share consumer is a member of a group. Set it.");
        }
    }
}
