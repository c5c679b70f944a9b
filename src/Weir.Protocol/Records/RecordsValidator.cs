namespace Weir.Protocol.Records;

/// <summary>The part of <see cref="RecordBatchValidator"/> that looks at single records.</summary>
internal static class RecordsValidator
{
    // A batch of a megabyte can hold 150,000 bad records; the first ones tell enough.
    private const int MostRecordErrors = 1000;

    private static readonly CodecPool<RecordBatchReader> Readers = new(static () => new RecordBatchReader());

    public static RecordBatchValidation Check(ReadOnlyMemory<byte> batch, in RecordBatchHeader header, in RecordBatchRules rules, long now)
    {
        var range = TimestampRange.Of(in rules, now);
        if (header.Compression != CompressionType.None && !rules.RequireKeys && range.Covers(in header))
        {
            return RecordBatchValidation.Valid;
        }

        RecordBatchReader reader = Readers.Rent();
        try
        {
            reader.Open(batch, verifyCrc: false, rules.MaxDecompressedSize);
            return CheckEach(reader, rules.RequireKeys, in range);
        }
        catch (ProtocolException e)
        {
            return RecordBatchValidation.Invalid(ErrorCode.InvalidRecord, e.Message);
        }
        finally
        {
            reader.Close();
            Readers.Return(reader);
        }
    }

    private static RecordBatchValidation CheckEach(RecordBatchReader reader, bool requireKeys, in TimestampRange range)
    {
        List<RecordError>? errors = null;
        bool timestampAtFault = false;
        ReadOnlySpan<byte> records = reader.PlainRecords;
        int position = 0;
        int count = reader.RemainingRecords;
        for (int index = 0; index < count; index++)
        {
            RecordLayout.Parse(records, ref position, out RecordLayout record);
            if (record.OffsetDelta != index)
            {
                return RecordBatchValidation.Invalid(ErrorCode.InvalidRecord, $"Record {index} of the batch has offset delta {record.OffsetDelta} instead of {index}");
            }

            long timestamp = reader.TimestampOf(in record);
            if (requireKeys && record.KeyLength < 0)
            {
                Add(ref errors, index, "Compacted topic cannot accept message without key.");
            }
            else if (!range.Covers(timestamp))
            {
                timestampAtFault = true;
                Add(ref errors, index, $"Timestamp {timestamp} of message with offset {index} is out of range. The timestamp should be within [{range.Earliest}, {range.Latest}]");
            }
        }

        if (position != records.Length)
        {
            return RecordBatchValidation.Invalid(ErrorCode.InvalidRecord, $"{records.Length - position} bytes are left behind the {count} records of the batch");
        }

        return errors is null ? RecordBatchValidation.Valid : Rejected(errors, timestampAtFault);
    }

    private static void Add(ref List<RecordError>? errors, int index, string message)
    {
        errors ??= [];
        if (errors.Count < MostRecordErrors)
        {
            errors.Add(new RecordError(index, message));
        }
    }

    private static RecordBatchValidation Rejected(List<RecordError> errors, bool timestampAtFault) => timestampAtFault
        ? new(ErrorCode.InvalidTimestamp, "One or more records have been rejected due to invalid timestamp", errors)
        : new(ErrorCode.InvalidRecord, $"One or more records have been rejected due to {errors.Count} record errors in total", errors);
}
