package filbert.collections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * A function of arrays and maps for arguments of certain types: the type of its result, and how it is calculated.
 *
 * <p>The first argument of a call is the function's name. The others are not NULL when it is calculated, but for ARRAY,
 * which makes a list of them. Values are in Flink's own form. The Python twins are in
 * {@code filbert.expressions.functions}.
 */
final class Operation {
    /** As many elements as a made array has: {@code LONGEST_LIST} of the expression language. */
    static final int LONGEST_LIST = 10_000;

    /** As many code points as a made text has. */
    private static final long LONGEST_TEXT = 1_000_000;

    final LogicalType result;
    private final Function<Object[], Object> calculation;

    Operation(LogicalType result, Function<Object[], Object> calculation) {
        this.result = result;
        this.calculation = calculation;
    }

    /**
     * Calculates the value.
     *
     * @throws Refusal if it cannot be calculated
     */
    Object calculate(Object[] arguments) {
        return calculation.apply(arguments);
    }

    /** The operation of a name for the types of all arguments, its name among them. */
    static Operation of(String name, List<LogicalType> types) {
        LogicalType first = types.get(1);
        switch (name) {
            case "ARRAY":
                return new Operation(
                        new ArrayType(first.copy(true)), call -> array(Arrays.asList(call).subList(1, call.length)));
            case "ARRAY_MIN":
                return extreme(element(first), Values.order(element(first)));
            case "ARRAY_MAX":
                return extreme(element(first), Values.order(element(first)).reversed());
            case "ARRAY_SUM":
                return Sums.sum(element(first), elements(first));
            case "ARRAY_AVG":
                return Sums.average(element(first), elements(first));
            case "ARRAY_SORT":
                return sort(first);
            case "ARRAY_SLICE":
                return slice(first);
            case "ARRAY_REVERSE":
                return changed(first, (list, call) -> {
                    Collections.reverse(list);
                    return list;
                });
            case "ARRAY_DISTINCT":
                return sets(first, (list, others, identity) -> distinct(list, identity, Collections.emptySet(), false));
            case "ARRAY_UNION":
                return sets(first, (list, others, identity) -> {
                    list.addAll(others);
                    return limited(distinct(list, identity, Collections.emptySet(), false));
                });
            case "ARRAY_EXCEPT":
                return sets(first, (list, others, identity) -> distinct(list, identity, identities(others, identity), false));
            case "ARRAY_INTERSECT":
                return sets(first, (list, others, identity) -> distinct(list, identity, identities(others, identity), true));
            case "ARRAY_CONCAT":
                return concat(first);
            case "ARRAY_FLATTEN":
                return flatten(element(first));
            case "ARRAY_POSITION":
                return position(first);
            case "ARRAY_LAST":
                return last(first);
            case "ARRAY_JOIN":
                return join(first);
            case "MAP_KEYS":
                return entries(first, new ArrayType(new VarCharType(VarCharType.MAX_LENGTH)), (key, value) -> key);
            case "MAP_VALUES":
                return entries(first, new ArrayType(((MapType) first).getValueType()), (key, value) -> value);
            case "MAP_ENTRIES":
                return entries(first, entryType((MapType) first), GenericRowData::of);
            case "MAP_CONTAINS_KEY":
                return new Operation(new BooleanType(), call -> map(call[1], (MapType) first).containsKey(call[2]));
            case "MAP_FROM_ARRAYS":
                return fromArrays(first, types.get(2));
            case "MAP_MERGE":
                return merge((MapType) first);
            default:
                throw new ValidationException("FILBERT_COLLECTION: there is no " + name);
        }
    }

    private interface Change {
        List<Object> apply(List<Object> list, Object[] call);
    }

    private interface OfTwo {
        List<Object> apply(List<Object> list, List<Object> others, UnaryOperator<Object> identity);
    }

    private interface OfEntry {
        Object apply(Object key, Object value);
    }

    private static LogicalType element(LogicalType array) {
        return ((ArrayType) array).getElementType();
    }

    /** How the elements of an array are read, NULL among them. */
    private static Function<Object, List<Object>> elements(LogicalType array) {
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(element(array));
        return value -> {
            ArrayData data = (ArrayData) value;
            List<Object> list = new ArrayList<>(data.size());
            for (int position = 0; position < data.size(); position++) {
                list.add(getter.getElementOrNull(data, position));
            }
            return list;
        };
    }

    private static ArrayData array(Collection<Object> list) {
        return new GenericArrayData(list.toArray());
    }

    private static List<Object> limited(List<Object> list) {
        if (list.size() > LONGEST_LIST) {
            throw Refusal.INSTANCE;
        }
        return list;
    }

    private static Operation extreme(LogicalType element, Comparator<Object> order) {
        Function<Object, List<Object>> elements = elements(new ArrayType(element));
        return new Operation(
                element,
                call -> elements.apply(call[1]).stream()
                        .filter(value -> value != null)
                        .min(order)
                        .orElse(null));
    }

    private static Operation changed(LogicalType type, Change change) {
        Function<Object, List<Object>> elements = elements(type);
        return new Operation(type, call -> array(change.apply(elements.apply(call[1]), call)));
    }

    private static Operation sets(LogicalType type, OfTwo operation) {
        Function<Object, List<Object>> elements = elements(type);
        UnaryOperator<Object> identity = Values.identity(element(type));
        return new Operation(type, call -> {
            List<Object> others = call.length > 2 ? elements.apply(call[2]) : List.of();
            return array(operation.apply(elements.apply(call[1]), others, identity));
        });
    }

    private static Set<Object> identities(List<Object> list, UnaryOperator<Object> identity) {
        Set<Object> found = new HashSet<>();
        list.forEach(value -> found.add(identity.apply(value)));
        return found;
    }

    /** The first of equal elements each, of those that are, or are not, in a set. */
    private static List<Object> distinct(
            List<Object> list, UnaryOperator<Object> identity, Set<Object> others, boolean wanted) {
        Set<Object> known = new LinkedHashSet<>();
        List<Object> found = new ArrayList<>();
        for (Object value : list) {
            Object key = identity.apply(value);
            if (others.contains(key) == wanted && known.add(key)) {
                found.add(value);
            }
        }
        return found;
    }

    private static Operation sort(LogicalType type) {
        Comparator<Object> ascending = Values.order(element(type), false);
        Comparator<Object> descending = Values.order(element(type), true);
        return changed(type, (list, call) -> {
            list.sort((Boolean) call[2] ? descending : ascending);
            return list;
        });
    }

    private static Operation slice(LogicalType type) {
        Function<Object, List<Object>> elements = elements(type);
        return new Operation(type, call -> {
            long length = (Long) call[3];
            return length < 0 ? null : array(slice(elements.apply(call[1]), (Long) call[2], length));
        });
    }

    /** A part, by the rules of SUBSTRING. */
    private static List<Object> slice(List<Object> list, long start, long length) {
        long first = start > 0 ? start - 1 : start < 0 ? list.size() + start : 0;
        if (first < 0 || first >= list.size() || length <= 0) {
            return List.of();
        }
        return list.subList((int) first, (int) Math.min(list.size(), first + Math.min(length, list.size())));
    }

    private static Operation concat(LogicalType type) {
        Function<Object, List<Object>> elements = elements(type);
        return new Operation(type, call -> {
            List<Object> list = new ArrayList<>();
            for (int argument = 1; argument < call.length; argument++) {
                list.addAll(elements.apply(call[argument]));
            }
            return array(limited(list));
        });
    }

    private static Operation flatten(LogicalType inner) {
        Function<Object, List<Object>> lists = elements(new ArrayType(inner));
        Function<Object, List<Object>> elements = elements(inner);
        return new Operation(inner, call -> {
            List<Object> list = new ArrayList<>();
            for (Object part : lists.apply(call[1])) {
                if (part != null) {
                    list.addAll(elements.apply(part));
                    limited(list);
                }
            }
            return array(list);
        });
    }

    private static Operation position(LogicalType type) {
        Function<Object, List<Object>> elements = elements(type);
        UnaryOperator<Object> identity = Values.identity(element(type));
        return new Operation(new BigIntType(), call -> {
            List<Object> list = elements.apply(call[1]);
            list.replaceAll(identity);
            return list.indexOf(identity.apply(call[2])) + 1L;
        });
    }

    private static Operation last(LogicalType type) {
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(element(type));
        return new Operation(element(type), call -> {
            ArrayData data = (ArrayData) call[1];
            return data.size() == 0 ? null : getter.getElementOrNull(data, data.size() - 1);
        });
    }

    private static Operation join(LogicalType type) {
        Function<Object, List<Object>> elements = elements(type);
        return new Operation(new VarCharType(VarCharType.MAX_LENGTH), call -> {
            List<String> texts = new ArrayList<>();
            String separator = call[2].toString();
            long length = 0;
            for (Object value : elements.apply(call[1])) {
                if (value != null) {
                    length += ((BinaryStringData) value).numChars();
                    texts.add(value.toString());
                }
            }
            length += (long) ((BinaryStringData) call[2]).numChars() * Math.max(texts.size() - 1, 0);
            if (length > LONGEST_TEXT) {
                throw Refusal.INSTANCE;
            }
            return StringData.fromString(String.join(separator, texts));
        });
    }

    private static LogicalType entryType(MapType type) {
        return new ArrayType(RowType.of(
                new LogicalType[] {new VarCharType(VarCharType.MAX_LENGTH), type.getValueType()},
                new String[] {"key", "value"}));
    }

    /** The entries of a map; of a repeated key the last one. */
    private static Map<Object, Object> map(Object value, MapType type) {
        MapData data = (MapData) value;
        List<Object> keys = elements(new ArrayType(type.getKeyType())).apply(data.keyArray());
        List<Object> values = elements(new ArrayType(type.getValueType())).apply(data.valueArray());
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (int entry = 0; entry < keys.size(); entry++) {
            entries.put(keys.get(entry), values.get(entry));
        }
        return entries;
    }

    /** A list made of a map's entries, in the order of the keys: a map has none of its own. */
    private static Operation entries(LogicalType type, LogicalType result, OfEntry make) {
        Comparator<Object> order = Values.order(((MapType) type).getKeyType());
        return new Operation(result, call -> {
            Map<Object, Object> entries = map(call[1], (MapType) type);
            Object[] keys = entries.keySet().toArray();
            Arrays.sort(keys, order);
            return array(Arrays.stream(keys)
                    .map(key -> make.apply(key, entries.get(key)))
                    .collect(ArrayList::new, ArrayList::add, ArrayList::addAll));
        });
    }

    private static Operation fromArrays(LogicalType keys, LogicalType values) {
        Function<Object, List<Object>> names = elements(keys);
        Function<Object, List<Object>> parts = elements(values);
        return new Operation(new MapType(element(keys), element(values)), call -> {
            List<Object> left = names.apply(call[1]);
            List<Object> right = parts.apply(call[2]);
            if (left.size() != right.size() || left.contains(null)) {
                throw Refusal.INSTANCE;
            }
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (int entry = 0; entry < left.size(); entry++) {
                entries.put(left.get(entry), right.get(entry));
            }
            return new GenericMapData(entries);
        });
    }

    private static Operation merge(MapType type) {
        return new Operation(type, call -> {
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (int argument = 1; argument < call.length; argument++) {
                entries.putAll(map(call[argument], type));
            }
            if (entries.size() > LONGEST_LIST) {
                throw Refusal.INSTANCE;
            }
            return new GenericMapData(entries);
        });
    }
}
