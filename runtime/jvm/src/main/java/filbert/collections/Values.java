package filbert.collections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/** How values of a type are compared, as the expression language says: texts by code point, zero without a sign. */
final class Values {
    private Values() {}

    /** The order of values; NULL comes last whatever the direction. */
    static Comparator<Object> order(LogicalType type, boolean descending) {
        Comparator<Object> order = order(type);
        return Comparator.nullsLast(descending ? order.reversed() : order);
    }

    /** The order of values that are not NULL. */
    @SuppressWarnings("unchecked")
    static Comparator<Object> order(LogicalType type) {
        switch (type.getTypeRoot()) {
            case CHAR:
            case VARCHAR:
                // A text that is still a Java string would be compared by UTF-16 units.
                return (left, right) ->
                        Arrays.compareUnsigned(((StringData) left).toBytes(), ((StringData) right).toBytes());
            case DOUBLE:
                return (left, right) -> Double.compare((Double) left + 0.0, (Double) right + 0.0);
            default:
                return (left, right) -> ((Comparable<Object>) left).compareTo(right);
        }
    }

    /** Makes of a value, which may be NULL, one that is equal and has the same hash for equal values. */
    static UnaryOperator<Object> identity(LogicalType type) {
        UnaryOperator<Object> identity = identityOfKnown(type);
        return value -> value == null ? null : identity.apply(value);
    }

    private static UnaryOperator<Object> identityOfKnown(LogicalType type) {
        switch (type.getTypeRoot()) {
            case DOUBLE:
                return value -> (Double) value + 0.0;
            case ROW:
                return identityOfRow((RowType) type);
            case ARRAY: {
                LogicalType element = ((ArrayType) type).getElementType();
                UnaryOperator<Object> part = identity(element);
                ArrayData.ElementGetter getter = ArrayData.createElementGetter(element);
                return value -> list((ArrayData) value, getter, part);
            }
            case MAP:
                return identityOfMap((MapType) type);
            default:
                return UnaryOperator.identity();
        }
    }

    private static List<Object> list(ArrayData array, ArrayData.ElementGetter getter, UnaryOperator<Object> part) {
        List<Object> parts = new ArrayList<>(array.size());
        for (int position = 0; position < array.size(); position++) {
            parts.add(part.apply(getter.getElementOrNull(array, position)));
        }
        return parts;
    }

    private static UnaryOperator<Object> identityOfRow(RowType type) {
        int size = type.getFieldCount();
        RowData.FieldGetter[] getters = new RowData.FieldGetter[size];
        List<UnaryOperator<Object>> parts = new ArrayList<>();
        for (int field = 0; field < size; field++) {
            getters[field] = RowData.createFieldGetter(type.getTypeAt(field), field);
            parts.add(identity(type.getTypeAt(field)));
        }
        return value -> {
            List<Object> fields = new ArrayList<>(size);
            for (int field = 0; field < size; field++) {
                fields.add(parts.get(field).apply(getters[field].getFieldOrNull((RowData) value)));
            }
            return fields;
        };
    }

    private static UnaryOperator<Object> identityOfMap(MapType type) {
        ArrayData.ElementGetter keys = ArrayData.createElementGetter(type.getKeyType());
        ArrayData.ElementGetter values = ArrayData.createElementGetter(type.getValueType());
        UnaryOperator<Object> part = identity(type.getValueType());
        return value -> {
            MapData map = (MapData) value;
            List<Object> names = list(map.keyArray(), keys, UnaryOperator.identity());
            List<Object> parts = list(map.valueArray(), values, part);
            Map<Object, Object> entries = new HashMap<>();
            for (int entry = 0; entry < names.size(); entry++) {
                entries.put(names.get(entry), parts.get(entry));
            }
            return entries;
        };
    }
}
