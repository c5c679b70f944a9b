using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>Checks and carries out what a consumer says of the records it has acquired: all of it, or nothing (KIP-932).</summary>
internal static class ShareAcknowledging
{
    /// <returns>None, or why nothing of it can be done.</returns>
    public static ApiError Check(RecordWindow window, string memberId, IReadOnlyList<Acknowledgement> acknowledgements, ShareSettings settings)
    {
        foreach (Acknowledgement acknowledgement in acknowledgements.Where(acknowledgement => acknowledgement.Last >= window.Start))
        {
            ApiError error = Check(window, memberId, acknowledgement, settings);
            if (!error.IsNone)
            {
                return error;
            }
        }

        return ApiError.None;
    }

    /// <summary>Does what was checked.</summary>
    /// <param name="window">The records.</param>
    /// <param name="acknowledgements">What the consumer says.</param>
    /// <param name="settings">How often a record may be delivered.</param>
    /// <param name="renewedDeadlineMs">Until when renewed locks hold.</param>
    /// <param name="journal">Takes note.</param>
    /// <returns>What the consumer is done with now, as it was before.</returns>
    public static List<RecordRange> Apply(
        RecordWindow window, IReadOnlyList<Acknowledgement> acknowledgements, ShareSettings settings, long renewedDeadlineMs, SharePartitionJournal journal)
    {
        List<RecordRange> done = [];
        foreach (Acknowledgement acknowledgement in acknowledgements)
        {
            foreach ((long first, long last, AcknowledgeType type) in acknowledgement.Runs(window.Start))
            {
                foreach (RecordRange range in window.Cut(first, last))
                {
                    if (type is not (AcknowledgeType.Renew or AcknowledgeType.Release))
                    {
                        done.Add(range.Copy());
                    }

                    Apply(range, type, settings, renewedDeadlineMs, journal);
                }
            }
        }

        return done;
    }

    /// <summary>Makes acquired records available again, unless they have been delivered as often as they may.</summary>
    public static void Release(RecordRange range, ShareSettings settings, SharePartitionJournal journal)
    {
        range.Become(range.DeliveryCount >= settings.DeliveryCountLimit ? DeliveryState.Archived : DeliveryState.Available);
        journal.Changed(range);
    }

    private static ApiError Check(RecordWindow window, string memberId, Acknowledgement acknowledgement, ShareSettings settings)
    {
        if (window.Start == window.End)
        {
            return new ApiError(ErrorCode.InvalidRecordState, $"Records {acknowledgement.First} to {acknowledgement.Last} are not acquired: no records are.");
        }

        if (acknowledgement.First >= window.End)
        {
            return new ApiError(ErrorCode.InvalidRequest, $"Records from {acknowledgement.First} on have not been acquired: the last that was is {window.End - 1}.");
        }

        if (acknowledgement.Last >= window.End)
        {
            return new ApiError(ErrorCode.InvalidRequest, $"Records up to {acknowledgement.Last} have not been acquired: the last that was is {window.End - 1}.");
        }

        if (acknowledgement.Types.Contains(AcknowledgeType.Renew) && !settings.MayRenew)
        {
            return new ApiError(ErrorCode.InvalidRecordState, "Renewing acquisition locks is not enabled for the group: set share.renew.acknowledge.enable.");
        }

        foreach (RecordRange range in window.Overlapping(Math.Max(acknowledgement.First, window.Start), acknowledgement.Last))
        {
            if (range.State != DeliveryState.Acquired)
            {
                return new ApiError(ErrorCode.InvalidRecordState, $"Records {range.First} to {range.Last} are not acquired: they are {range.State}.");
            }

            if (range.MemberId != memberId)
            {
                return new ApiError(ErrorCode.InvalidRecordState, $"Records {range.First} to {range.Last} are acquired by another member.");
            }
        }

        return ApiError.None;
    }

    private static void Apply(RecordRange range, AcknowledgeType type, ShareSettings settings, long renewedDeadlineMs, SharePartitionJournal journal)
    {
        switch (type)
        {
            case AcknowledgeType.Renew:
                range.Renew(renewedDeadlineMs);
                break;
            case AcknowledgeType.Release:
                Release(range, settings, journal);
                break;
            default:
                range.Become(type == AcknowledgeType.Accept ? DeliveryState.Acknowledged : DeliveryState.Archived);
                journal.Changed(range);
                break;
        }
    }
}
