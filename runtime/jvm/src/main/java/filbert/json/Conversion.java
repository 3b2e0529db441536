package filbert.json;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/** Makes values of a type of what {@link PathReader} finds; strict as the format of streams is. */
final class Conversion {
    /** A value that is not of the type. */
    static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final Misfit INSTANCE = new Misfit();

        private Misfit() {
            super("not of the type", null, false, false);
        }
    }

    private Conversion() {}

    /** The function that makes a value, in Flink's own form, of a type; it throws {@link Misfit}. */
    static Function<Object, Object> to(LogicalType type) {
        Function<Object, Object> convert = ofKnown(type);
        return value -> value == null ? null : convert.apply(value);
    }

    private static Function<Object, Object> ofKnown(LogicalType type) {
        switch (type.getTypeRoot()) {
            case BOOLEAN:
                return value -> as(Boolean.class, value);
            case VARCHAR:
                return value -> value instanceof byte[] number ? StringData.fromBytes(number) : as(StringData.class, value);
            case BIGINT:
                return value -> whole(number(value));
            case DOUBLE:
                return value -> {
                    double number = number(value).toDouble();
                    return known(Double.isInfinite(number) ? null : number);
                };
            case DECIMAL: {
                DecimalType decimal = (DecimalType) type;
                return value -> known(number(value).toDecimal(decimal.getPrecision(), decimal.getScale()));
            }
            case DATE:
                return Conversion::date;
            case TIMESTAMP_WITHOUT_TIME_ZONE:
                return Conversion::timestamp;
            case ARRAY: {
                Function<Object, Object> element = to(((ArrayType) type).getElementType());
                return value -> new GenericArrayData(as(List.class, value).stream().map(element).toArray());
            }
            case MAP: {
                Function<Object, Object> element = to(((MapType) type).getValueType());
                return value -> {
                    Map<Object, Object> entries = fields(value);
                    entries.replaceAll((key, part) -> element.apply(part));
                    return new GenericMapData(entries);
                };
            }
            default:
                return row((RowType) type);
        }
    }

    private static Function<Object, Object> row(RowType type) {
        int size = type.getFieldCount();
        StringData[] names = type.getFieldNames().stream().map(StringData::fromString).toArray(StringData[]::new);
        @SuppressWarnings({"unchecked", "rawtypes"})
        Function<Object, Object>[] parts =
                type.getChildren().stream().map(Conversion::to).toArray(count -> (Function<Object, Object>[]) new Function[count]);
        return value -> {
            Map<Object, Object> fields = fields(value);
            GenericRowData row = new GenericRowData(size);
            for (int field = 0; field < size; field++) {
                row.setField(field, parts[field].apply(fields.get(names[field])));
            }
            return row;
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> fields(Object value) {
        return as(Map.class, value);
    }

    private static <T> T as(Class<T> wanted, Object value) {
        if (!wanted.isInstance(value)) {
            throw Misfit.INSTANCE;
        }
        return wanted.cast(value);
    }

    private static <T> T known(T value) {
        if (value == null) {
            throw Misfit.INSTANCE;
        }
        return value;
    }

    /** A number, or a string that is one: so whole numbers beyond 2^53 and decimals travel safely. */
    private static NumberLiteral number(Object value) {
        byte[] text = value instanceof byte[] number ? number : as(StringData.class, value).toBytes();
        NumberLiteral literal = new NumberLiteral();
        if (literal.scan(text, 0, text.length) != text.length) {
            throw Misfit.INSTANCE;
        }
        return literal;
    }

    private static Long whole(NumberLiteral number) {
        return known(number.fitsLong() ? number.toLong() : null);
    }

    private static Integer date(Object value) {
        byte[] text = as(StringData.class, value).toBytes();
        long day = TimeText.parseDate(text, 0, text.length);
        boolean isNone = day == TimeText.MALFORMED || day == TimeText.IMPOSSIBLE || day == TimeText.OUTSIDE;
        return known(isNone ? null : (Integer) (int) day);
    }

    private static TimestampData timestamp(Object value) {
        long milliseconds;
        if (value instanceof byte[]) {
            milliseconds = TimeText.inDomain(whole(number(value)));
        } else {
            byte[] text = as(StringData.class, value).toBytes();
            milliseconds = TimeText.parseTimestamp(text, 0, text.length);
        }
        // The three constants of what is none are negative, like all that lies before 1970.
        return known(milliseconds < 0 ? null : TimestampData.fromEpochMillis(milliseconds));
    }
}
