package filbert.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * Writes values of one type as JSON: DECIMAL as text with its scale, times as ISO 8601 with milliseconds and Z,
 * whole numbers beyond 2^53 − 1 as text, bytes as base64, the entries of a map in the order of their keys.
 *
 * <p>{@code filbert.components.json_format.encode} writes the same bytes.
 */
interface ValueWriter {
    /** Writes a value that is not null. */
    void write(Object value, JsonOutput out);

    /** Writes a value or null. */
    default void writeNullable(Object value, JsonOutput out) {
        if (value == null) {
            out.writeNull();
        } else {
            write(value, out);
        }
    }

    /** The writer of a type; says at planning time which types have none. */
    static ValueWriter of(LogicalType type) {
        switch (type.getTypeRoot()) {
            case BOOLEAN:
                return (value, out) -> out.bool((Boolean) value);
            case TINYINT:
            case SMALLINT:
            case INTEGER:
            case BIGINT:
                return (value, out) -> out.integer(((Number) value).longValue());
            case FLOAT:
            case DOUBLE:
                return (value, out) -> out.floating(((Number) value).doubleValue());
            case DECIMAL:
                return (value, out) -> out.decimal(((DecimalData) value).toBigDecimal().toPlainString());
            case CHAR:
            case VARCHAR:
                return (value, out) -> out.text(((StringData) value).toBytes());
            case BINARY:
            case VARBINARY:
                return (value, out) -> out.base64((byte[]) value);
            case DATE:
                return (value, out) -> out.date((Integer) value);
            case TIMESTAMP_WITHOUT_TIME_ZONE:
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
                return (value, out) -> out.timestamp(((TimestampData) value).getMillisecond());
            case NULL:
                return (value, out) -> out.writeNull();
            case ROW:
                return row((RowType) type);
            case ARRAY:
                return array((ArrayType) type);
            case MAP:
                return map((MapType) type);
            default:
                throw new ValidationException(
                        "FILBERT_RECORD: a column of type " + type.asSummaryString() + " cannot be written as JSON.");
        }
    }

    private static ValueWriter row(RowType type) {
        List<RowType.RowField> fields = type.getFields();
        byte[][] names = new byte[fields.size()][];
        ValueWriter[] writers = new ValueWriter[names.length];
        RowData.FieldGetter[] getters = new RowData.FieldGetter[names.length];
        for (int field = 0; field < names.length; field++) {
            JsonOutput name = new JsonOutput();
            name.mark(field == 0 ? '{' : ',');
            name.text(fields.get(field).getName().getBytes(StandardCharsets.UTF_8));
            name.mark(':');
            names[field] = name.toBytes();
            writers[field] = of(fields.get(field).getType());
            getters[field] = RowData.createFieldGetter(fields.get(field).getType(), field);
        }
        return (value, out) -> {
            RowData row = (RowData) value;
            for (int field = 0; field < names.length; field++) {
                out.raw(names[field]);
                writers[field].writeNullable(getters[field].getFieldOrNull(row), out);
            }
            if (names.length == 0) {
                out.mark('{');
            }
            out.mark('}');
        };
    }

    private static ValueWriter array(ArrayType type) {
        ValueWriter writer = of(type.getElementType());
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(type.getElementType());
        return (value, out) -> {
            ArrayData array = (ArrayData) value;
            out.mark('[');
            for (int element = 0; element < array.size(); element++) {
                if (element > 0) {
                    out.mark(',');
                }
                writer.writeNullable(getter.getElementOrNull(array, element), out);
            }
            out.mark(']');
        };
    }

    private static ValueWriter map(MapType type) {
        if (!type.getKeyType().is(LogicalTypeFamily.CHARACTER_STRING)) {
            throw new ValidationException(
                    "FILBERT_RECORD: " + type.asSummaryString() + " has keys that are no STRING.");
        }
        ValueWriter writer = of(type.getValueType());
        ArrayData.ElementGetter keyGetter = ArrayData.createElementGetter(new VarCharType(VarCharType.MAX_LENGTH));
        ArrayData.ElementGetter valueGetter = ArrayData.createElementGetter(type.getValueType());
        return (value, out) -> {
            MapData map = (MapData) value;
            // Flink promises no order of a map's entries; equal maps have equal bytes.
            TreeMap<byte[], Object> sorted = new TreeMap<>(Arrays::compareUnsigned);
            for (int entry = 0; entry < map.size(); entry++) {
                Object key = keyGetter.getElementOrNull(map.keyArray(), entry);
                byte[] name = key == null ? "null".getBytes(StandardCharsets.UTF_8) : ((StringData) key).toBytes();
                sorted.put(name, valueGetter.getElementOrNull(map.valueArray(), entry));
            }
            char mark = '{';
            for (var entry : sorted.entrySet()) {
                out.mark(mark);
                out.text(entry.getKey());
                out.mark(':');
                writer.writeNullable(entry.getValue(), out);
                mark = ',';
            }
            if (mark == '{') {
                out.mark('{');
            }
            out.mark('}');
        };
    }
}
