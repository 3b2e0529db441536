package filbert.state;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/** Values of a nested type as bytes and back. The entries of a map are sorted, so that order makes no difference. */
final class NestedValues {

    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;

    private final LogicalType type;

    NestedValues(LogicalType type) {
        this.type = type;
    }

    /** Whether all parts of a type can be kept. */
    static boolean supports(LogicalType type) {
        return type.getChildren().stream().allMatch(part -> ValueCodec.of(part) != null);
    }

    byte[] bytes(RowData row, int column) {
        ByteWriter out = new ByteWriter();
        write(out, RowData.createFieldGetter(type, column).getFieldOrNull(row), type);
        return out.toBytes();
    }

    Object value(byte[] bytes) {
        return read(new ByteReader(bytes), type);
    }

    private static void write(ByteWriter out, Object value, LogicalType type) {
        if (value == null) {
            out.count(ABSENT);
            return;
        }
        out.count(PRESENT);
        switch (type.getTypeRoot()) {
            case BOOLEAN -> out.count((Boolean) value ? 1 : 0);
            case TINYINT, SMALLINT, INTEGER, DATE, BIGINT -> out.number(((Number) value).longValue());
            case DOUBLE -> out.real((Double) value + 0.0);
            case CHAR, VARCHAR -> out.bytes(((StringData) value).toBytes());
            case DECIMAL -> out.bytes(((DecimalData) value).toUnscaledBytes());
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> out.number(
                    ((TimestampData) value).getMillisecond());
            case ROW -> writeRow(out, (RowData) value, (RowType) type);
            case ARRAY -> writeArray(out, (ArrayData) value, type.getChildren().get(0));
            case MAP -> writeMap(out, (MapData) value, (MapType) type);
            default -> throw new IllegalStateException("no stored form of " + type);
        }
    }

    private static void writeRow(ByteWriter out, RowData row, RowType type) {
        for (int i = 0; i < type.getFieldCount(); i++) {
            LogicalType field = type.getTypeAt(i);
            write(out, RowData.createFieldGetter(field, i).getFieldOrNull(row), field);
        }
    }

    private static void writeArray(ByteWriter out, ArrayData array, LogicalType element) {
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(element);
        out.count(array.size());
        for (int i = 0; i < array.size(); i++) {
            write(out, getter.getElementOrNull(array, i), element);
        }
    }

    private static void writeMap(ByteWriter out, MapData map, MapType type) {
        ArrayData.ElementGetter keys = ArrayData.createElementGetter(type.getKeyType());
        ArrayData.ElementGetter values = ArrayData.createElementGetter(type.getValueType());
        ArrayData keyArray = map.keyArray();
        ArrayData valueArray = map.valueArray();
        TreeMap<byte[], byte[]> sorted = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < map.size(); i++) {
            sorted.put(
                    part(keys.getElementOrNull(keyArray, i), type.getKeyType()),
                    part(values.getElementOrNull(valueArray, i), type.getValueType()));
        }
        out.count(sorted.size());
        sorted.forEach(
                (key, value) -> {
                    out.raw(key);
                    out.raw(value);
                });
    }

    private static byte[] part(Object value, LogicalType type) {
        ByteWriter out = new ByteWriter();
        write(out, value, type);
        return out.toBytes();
    }

    private static Object read(ByteReader in, LogicalType type) {
        if (in.count() == ABSENT) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> in.count() == 1;
            case TINYINT -> (byte) in.number();
            case SMALLINT -> (short) in.number();
            case INTEGER, DATE -> (int) in.number();
            case BIGINT -> in.number();
            case DOUBLE -> in.real();
            case CHAR, VARCHAR -> StringData.fromBytes(in.bytes());
            case DECIMAL -> decimal(in.bytes(), (DecimalType) type);
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TimestampData.fromEpochMillis(
                    in.number());
            case ROW -> readRow(in, (RowType) type);
            case ARRAY -> new GenericArrayData(readAll(in, type.getChildren().get(0)));
            case MAP -> readMap(in, (MapType) type);
            default -> throw new IllegalStateException("no stored form of " + type);
        };
    }

    private static DecimalData decimal(byte[] unscaled, DecimalType type) {
        return DecimalData.fromUnscaledBytes(unscaled, type.getPrecision(), type.getScale());
    }

    private static RowData readRow(ByteReader in, RowType type) {
        GenericRowData row = new GenericRowData(type.getFieldCount());
        for (int i = 0; i < type.getFieldCount(); i++) {
            row.setField(i, read(in, type.getTypeAt(i)));
        }
        return row;
    }

    private static Object[] readAll(ByteReader in, LogicalType element) {
        Object[] elements = new Object[in.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = read(in, element);
        }
        return elements;
    }

    private static MapData readMap(ByteReader in, MapType type) {
        int size = in.size();
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Object key = read(in, type.getKeyType());
            entries.put(key, read(in, type.getValueType()));
        }
        return new GenericMapData(entries);
    }
}
