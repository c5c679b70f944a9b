import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.Utils;
import org.xerial.snappy.Snappy;

/**
 * Apache Kafka's own record classes behind a few commands. A file is a sequence of entries; numbers are big-endian, byte arrays
 * have a 32-bit length, -1 for null.
 */
public final class RecordsOracle {
    private static final String[] HEADER_KEYS = {"", "trace", "trace", "schlüssel", "鍵"};

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "write" -> write(Long.parseLong(args[1]), Integer.parseInt(args[2]), args[3]);
            case "describe" -> forEach(args[1], args[2], RecordsOracle::describe);
            case "validate" -> forEach(args[1], args[2], BatchValidation::validate);
            case "hash" -> forEach(args[1], args[2], (in, out) -> out.writeInt(Utils.murmur2(readBytes(in))));
            case "compress" -> forEach(args[1], args[2], RecordsOracle::compress);
            default -> throw new IllegalArgumentException("unknown command " + args[0]);
        }
    }

    interface Step {
        void run(DataInputStream in, DataOutputStream out) throws IOException;
    }

    private static void forEach(String input, String output, Step step) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(input))));
             DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(Path.of(output))))) {
            while (true) {
                in.mark(1);
                if (in.read() < 0) {
                    return;
                }
                in.reset();
                step.run(in, out);
            }
        }
    }

    static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }

    static void writeBytes(DataOutputStream out, ByteBuffer bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.remaining());
        if (bytes != null) {
            out.write(Utils.toArray(bytes));
        }
    }

    /** Random batches: every codec at a few levels, every flag, nulls, headers, gaps between offsets. */
    private static void write(long seed, int count, String output) throws IOException {
        Random random = new Random(seed);
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(Path.of(output)))) {
            for (int i = 0; i < count; i++) {
                writeBytes(out, i % 20 == 19 ? marker(random) : batch(random, codec(i, random)));
            }
        }
    }

    private static Compression codec(int index, Random random) {
        return switch (index % 5) {
            case 1 -> Compression.gzip().level(1 + random.nextInt(9)).build();
            case 2 -> Compression.snappy().build();
            case 3 -> Compression.lz4().level(1 + random.nextInt(17)).build();
            case 4 -> Compression.zstd().level(random.nextInt(25) - 5).build();
            default -> Compression.NONE;
        };
    }

    private static ByteBuffer marker(Random random) {
        EndTransactionMarker marker = new EndTransactionMarker(random.nextBoolean() ? ControlRecordType.COMMIT : ControlRecordType.ABORT, random.nextInt(100));
        return MemoryRecords.withEndTransactionMarker(random.nextInt(1000), 1_700_000_000_000L, 3, random.nextInt(1000), (short) 2, marker).buffer();
    }

    private static ByteBuffer batch(Random random, Compression codec) throws IOException {
        boolean idempotent = random.nextBoolean();
        boolean transactional = idempotent && random.nextBoolean();
        TimestampType type = random.nextInt(4) == 0 ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
        long deleteHorizon = random.nextInt(4) == 0 ? 1_700_000_000_000L + random.nextInt(1_000_000) : RecordBatch.NO_TIMESTAMP;
        long baseOffset = random.nextInt(1_000_000);
        try (MemoryRecordsBuilder builder = new MemoryRecordsBuilder(
                new ByteBufferOutputStream(1024), RecordBatch.MAGIC_VALUE_V2, codec, type, baseOffset, 1_650_000_000_000L,
                idempotent ? random.nextInt(1000) : RecordBatch.NO_PRODUCER_ID,
                idempotent ? (short) random.nextInt(100) : RecordBatch.NO_PRODUCER_EPOCH,
                idempotent ? random.nextInt() & Integer.MAX_VALUE : RecordBatch.NO_SEQUENCE,
                transactional, false, random.nextInt(10), Integer.MAX_VALUE, deleteHorizon)) {
            long offset = baseOffset;
            for (int i = 1 + random.nextInt(random.nextInt(10) == 0 ? 2000 : 30); i > 0; i--) {
                long timestamp = 1_700_000_000_000L + random.nextInt(200_000) - 100_000;
                builder.appendWithOffset(offset, timestamp, bytes(random, 40), bytes(random, random.nextInt(50) == 0 ? 200_000 : 200), headers(random));
                offset += 1 + (random.nextInt(5) == 0 ? random.nextInt(200) : 0);
            }
            return builder.build().buffer();
        }
    }

    private static Header[] headers(Random random) {
        Header[] headers = new Header[random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = new RecordHeader(HEADER_KEYS[random.nextInt(HEADER_KEYS.length)], bytes(random, 30));
        }
        return headers;
    }

    private static byte[] bytes(Random random, int largest) {
        if (random.nextInt(6) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(largest + 1)];
        byte[] noise = new byte[bytes.length / 2];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, 0, noise.length);
        return bytes;
    }

    /** One batch in; all that Kafka sees in it out. */
    private static void describe(DataInputStream in, DataOutputStream out) throws IOException {
        MutableRecordBatch batch = MemoryRecords.readableRecords(ByteBuffer.wrap(readBytes(in))).batches().iterator().next();
        batch.ensureValid();
        out.writeLong(batch.baseOffset());
        out.writeLong(batch.lastOffset());
        out.writeInt(batch.partitionLeaderEpoch());
        out.writeInt(batch.compressionType().id);
        out.writeInt(batch.timestampType().id);
        out.writeBoolean(batch.isTransactional());
        out.writeBoolean(batch.isControlBatch());
        out.writeLong(batch.deleteHorizonMs().orElse(-1));
        out.writeLong(batch.maxTimestamp());
        out.writeLong(batch.producerId());
        out.writeShort(batch.producerEpoch());
        out.writeInt(batch.baseSequence());
        out.writeInt(batch.lastSequence());
        out.writeInt(batch.countOrNull());
        for (Record record : batch) {
            out.writeLong(record.offset());
            out.writeLong(record.timestamp());
            writeBytes(out, record.key());
            writeBytes(out, record.value());
            out.writeInt(record.headers().length);
            for (Header header : record.headers()) {
                writeBytes(out, ByteBuffer.wrap(header.key().getBytes(StandardCharsets.UTF_8)));
                writeBytes(out, header.value() == null ? null : ByteBuffer.wrap(header.value()));
            }
        }
    }

    /** Plain bytes in; a count and so many pairs of codec id and compressed bytes out, in forms that other clients write. */
    private static void compress(DataInputStream in, DataOutputStream out) throws IOException {
        byte[] plain = readBytes(in);
        ByteArrayOutputStream pairs = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(pairs);
        int count = 0;
        for (BLOCKSIZE size : BLOCKSIZE.values()) {
            count += pair(to, CompressionType.LZ4, new Wrapper[] {o -> new LZ4FrameOutputStream(o, size, Bits.BLOCK_INDEPENDENCE)}, plain);
            count += pair(to, CompressionType.LZ4, new Wrapper[] {o -> new LZ4FrameOutputStream(
                o, size, plain.length, Bits.BLOCK_INDEPENDENCE, Bits.BLOCK_CHECKSUM, Bits.CONTENT_CHECKSUM, Bits.CONTENT_SIZE)}, plain);
        }
        count += pair(to, CompressionType.LZ4, new Wrapper[] {LZ4FrameOutputStream::new, LZ4FrameOutputStream::new}, plain);
        count += pair(to, CompressionType.GZIP, new Wrapper[] {GZIPOutputStream::new, GZIPOutputStream::new}, plain);
        count += pair(to, CompressionType.ZSTD, new Wrapper[] {com.github.luben.zstd.ZstdOutputStream::new, com.github.luben.zstd.ZstdOutputStream::new}, plain);
        count += pair(to, CompressionType.ZSTD, new Wrapper[] {o -> new com.github.luben.zstd.ZstdOutputStream(o, 22).setChecksum(true)}, plain);
        count += pair(to, CompressionType.SNAPPY, new Wrapper[] {o -> new org.xerial.snappy.SnappyOutputStream(o, 1024)}, plain);
        to.writeInt(CompressionType.SNAPPY.id);
        writeBytes(to, ByteBuffer.wrap(Snappy.compress(plain)));
        out.writeInt(count + 1);
        out.write(pairs.toByteArray());
    }

    interface Wrapper {
        OutputStream wrap(OutputStream inner) throws IOException;
    }

    /** As many frames, one behind the other, as there are wrappers, each with its share of the bytes. */
    private static int pair(DataOutputStream out, CompressionType type, Wrapper[] frames, byte[] plain) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        int share = plain.length / frames.length;
        for (int i = 0; i < frames.length; i++) {
            try (OutputStream stream = frames[i].wrap(compressed)) {
                int start = i * share;
                stream.write(plain, start, i == frames.length - 1 ? plain.length - start : share);
            }
        }
        out.writeInt(type.id);
        writeBytes(out, ByteBuffer.wrap(compressed.toByteArray()));
        return 1;
    }
}
