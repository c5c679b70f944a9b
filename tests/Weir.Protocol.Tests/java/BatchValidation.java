import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse.RecordError;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.PrimitiveRef;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogValidator;
import org.apache.kafka.storage.internals.log.RecordValidationException;

/** What an Apache Kafka broker says of records that a client produced: the checks of the request, of the log and of the validator, in that order. */
final class BatchValidation {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private static final LogValidator.MetricsRecorder NO_METRICS = new LogValidator.MetricsRecorder() {
        public void recordInvalidMagic() { }
        public void recordInvalidOffset() { }
        public void recordInvalidSequence() { }
        public void recordInvalidChecksums() { }
        public void recordNoKeyCompactedTopic() { }
    };

    private BatchValidation() {
    }

    /** Rules and records in; error code, message and the indexes of the records at fault out. */
    static void validate(DataInputStream in, DataOutputStream out) throws IOException {
        short version = in.readShort();
        int maxBatchSize = in.readInt();
        boolean compacted = in.readBoolean();
        TimestampType type = in.readBoolean() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
        long before = in.readLong();
        long after = in.readLong();
        long now = in.readLong();
        byte[] records = RecordsOracle.readBytes(in);
        Errors error = Errors.NONE;
        String message = "";
        List<RecordError> recordErrors = List.of();
        try {
            check(MemoryRecords.readableRecords(ByteBuffer.wrap(records)), version, maxBatchSize, compacted, type, before, after, now);
        } catch (RecordValidationException e) {
            error = Errors.forException(e.invalidException());
            message = e.invalidException().getMessage();
            recordErrors = e.recordErrors();
        } catch (Exception e) {
            error = Errors.forException(e);
            message = String.valueOf(e);
        }
        out.writeShort(error.code());
        out.writeUTF(message);
        out.writeInt(recordErrors.size());
        for (RecordError recordError : recordErrors) {
            out.writeInt(recordError.batchIndex);
        }
    }

    private static void check(MemoryRecords records, short version, int maxBatchSize, boolean compacted, TimestampType type, long before, long after, long now) {
        ProduceRequest.validateRecords(version, records);
        MutableRecordBatch batch = records.batches().iterator().next();
        if (batch.baseOffset() != 0) {
            throw new InvalidRecordException("base offset " + batch.baseOffset());
        }
        if (batch.sizeInBytes() > maxBatchSize) {
            throw new RecordTooLargeException("size " + batch.sizeInBytes());
        }
        if (!batch.isValid()) {
            throw new CorruptRecordException("checksum");
        }
        Time time = (Time) Proxy.newProxyInstance(Time.class.getClassLoader(), new Class<?>[] {Time.class}, (proxy, method, arguments) -> now);
        new LogValidator(
            records, PARTITION, time, batch.compressionType(), Compression.of(batch.compressionType()).build(), compacted, RecordBatch.MAGIC_VALUE_V2,
            type, before, after, 0, AppendOrigin.CLIENT)
            .validateMessagesAndAssignOffsets(PrimitiveRef.ofLong(0), NO_METRICS, BufferSupplier.NO_CACHING);
    }
}
