import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Gives every field that a schema carries a random value, null included where the schema allows it. */
final class MessageFiller {
    private static final String[] TEXTS = {"", "a", "kafka", "gr\u00fcn", "\u65e5\u672c", "\ud83c\udf0a", "topic-with-a-longer-name"};
    private static final long[] EDGES = {0, 1, -1, Byte.MAX_VALUE, Short.MIN_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE};

    private final Random random;

    MessageFiller(Random random) {
        this.random = random;
    }

    void fill(Object message, Schema schema) throws ReflectiveOperationException {
        Map<String, org.apache.kafka.common.protocol.types.Type> carried = fieldsOf(schema);
        for (Field field : message.getClass().getDeclaredFields()) {
            org.apache.kafka.common.protocol.types.Type type = carried.get(field.getName().toLowerCase(Locale.ROOT));
            if (Modifier.isStatic(field.getModifiers()) || type == null) {
                continue;
            }
            field.setAccessible(true);
            boolean keepsDefault = random.nextInt(6) == 0 && (type.isNullable() || field.get(message) != null);
            if (!keepsDefault) {
                field.set(message, type.isNullable() && random.nextInt(4) == 0 ? null : value(field.getGenericType(), type));
            }
        }
    }

    /** Leaves all fields as they are, but gives each list of structures that the schema carries one such element. */
    static void addElements(Object message, Schema schema) throws ReflectiveOperationException {
        Map<String, org.apache.kafka.common.protocol.types.Type> carried = fieldsOf(schema);
        for (Field field : message.getClass().getDeclaredFields()) {
            org.apache.kafka.common.protocol.types.Type type = carried.get(field.getName().toLowerCase(Locale.ROOT));
            if (Modifier.isStatic(field.getModifiers()) || type == null || !type.isArray()
                || !(type.arrayElementType().orElseThrow() instanceof Schema elementSchema)) {
                continue;
            }
            field.setAccessible(true);
            Collection<Object> collection = emptyCollection(field.getGenericType());
            Object element = create((Class<?>) elementType(field.getGenericType()));
            addElements(element, elementSchema);
            collection.add(element);
            field.set(message, collection);
        }
    }

    /** Wire types of the positional and tagged fields, by the lower-case Java name. */
    private static Map<String, org.apache.kafka.common.protocol.types.Type> fieldsOf(Schema schema) {
        Map<String, org.apache.kafka.common.protocol.types.Type> fields = new HashMap<>();
        for (BoundField bound : schema.fields()) {
            if (bound.def.type instanceof TaggedFields tagged) {
                tagged.fields().values().forEach(field -> fields.put(javaName(field.name), field.type));
            } else {
                fields.put(javaName(bound.def.name), bound.def.type);
            }
        }
        return fields;
    }

    private static String javaName(String schemaName) {
        return schemaName.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private Object value(Type javaType, org.apache.kafka.common.protocol.types.Type wireType) throws ReflectiveOperationException {
        if (wireType.isArray()) {
            return collection(javaType, wireType.arrayElementType().orElseThrow());
        }
        if (javaType == String.class) {
            return TEXTS[random.nextInt(TEXTS.length)];
        }
        if (javaType == Uuid.class) {
            return random.nextInt(4) == 0 ? Uuid.ZERO_UUID : new Uuid(random.nextLong(), random.nextLong());
        }
        if (javaType == byte[].class) {
            return bytes();
        }
        if (javaType == ByteBuffer.class) {
            return ByteBuffer.wrap(bytes());
        }
        if (javaType == BaseRecords.class) {
            return MemoryRecords.readableRecords(ByteBuffer.wrap(bytes()));
        }
        if (wireType instanceof Schema schema) {
            return structure((Class<?>) javaType, schema);
        }
        return number((Class<?>) javaType, wireType);
    }

    private Object number(Class<?> javaType, org.apache.kafka.common.protocol.types.Type wireType) {
        long number = random.nextInt(3) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextLong();
        if (wireType == org.apache.kafka.common.protocol.types.Type.UINT16) {
            return (int) (number & 0xFFFF);
        }
        if (wireType == org.apache.kafka.common.protocol.types.Type.UNSIGNED_INT32) {
            return number & 0xFFFFFFFFL;
        }
        return switch (javaType.getSimpleName()) {
            case "boolean", "Boolean" -> (number & 1) == 1;
            case "byte", "Byte" -> (byte) number;
            case "short", "Short" -> (short) number;
            case "int", "Integer" -> (int) number;
            case "long", "Long" -> number;
            case "double", "Double" -> number * random.nextDouble();
            default -> throw new IllegalStateException("No random value for " + javaType);
        };
    }

    private Collection<Object> collection(Type javaType, org.apache.kafka.common.protocol.types.Type element) throws ReflectiveOperationException {
        Collection<Object> collection = emptyCollection(javaType);
        Type elementType = elementType(javaType);
        for (int count = random.nextInt(3); count > 0; count--) {
            collection.add(value(elementType, element));
        }
        return collection;
    }

    @SuppressWarnings("unchecked")
    private static Collection<Object> emptyCollection(Type javaType) throws ReflectiveOperationException {
        return javaType instanceof Class<?> multiCollection ? (Collection<Object>) create(multiCollection) : new ArrayList<>();
    }

    private static Type elementType(Type javaType) {
        Type parameterized = javaType instanceof Class<?> multiCollection ? multiCollection.getGenericSuperclass() : javaType;
        return ((ParameterizedType) parameterized).getActualTypeArguments()[0];
    }

    private Object structure(Class<?> type, Schema schema) throws ReflectiveOperationException {
        Object structure = create(type);
        fill(structure, schema);
        return structure;
    }

    private static Object create(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        return bytes;
    }
}
