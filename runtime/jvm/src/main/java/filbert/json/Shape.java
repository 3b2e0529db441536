package filbert.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/** A declared type together with its constraints, laid out for the parser. */
final class Shape {
    /** As many values of an enumeration as a message shows. */
    private static final int SHOWN_VALUES = 10;

    /** How values are held. */
    final Kind kind;

    /** What values may be, and are called in messages: narrower than the kind for some BIGINT. */
    private Kind declared;

    final int precision;
    final int scale;

    /** Names of a row's fields. */
    final String[] names;

    final byte[][] nameBytes;

    /** The fields whose names have as many bytes as the index says. */
    private final int[][] fieldsByLength;

    /** A row's fields, or the one element or value type of an array or map. */
    final Shape[] children;

    /** The fields of a row that are required; valid after {@link #of}. */
    int[] requiredChildren = {};

    boolean required;

    /** The values of an enumeration, texts or longs; null without one. */
    private Set<Object> allowed;

    private String allowedText;

    /** The shape of a whole record; says at planning time what could not be decoded or makes no sense. */
    static Shape of(RowType record, Constraints constraints) {
        for (RowType.RowField field : record.getFields()) {
            if (!field.getType().isNullable()) {
                throw invalid("column '" + field.getName() + "' is declared NOT NULL, but all columns of a record that"
                        + " does not decode are NULL; declare it nullable and name it in 'required'");
            }
        }
        Shape shape = new Shape(record, "the record");
        for (String path : constraints.required()) {
            shape.find(path, "required").required = true;
        }
        for (Map.Entry<String, List<Object>> entry : constraints.enumerations().entrySet()) {
            shape.find(entry.getKey(), "enum").restrict(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, Kind> entry : constraints.integers().entrySet()) {
            shape.find(entry.getKey(), "integers").narrow(entry.getKey(), entry.getValue());
        }
        shape.listRequired();
        return shape;
    }

    private Shape(LogicalType type, String where) {
        kind = kind(type, where);
        declared = kind;
        precision = kind == Kind.DECIMAL ? LogicalTypeChecks.getPrecision(type) : 0;
        scale = kind == Kind.DECIMAL ? LogicalTypeChecks.getScale(type) : 0;
        required = !type.isNullable();
        if (kind == Kind.ROW) {
            List<RowType.RowField> fields = ((RowType) type).getFields();
            names = fields.stream().map(RowType.RowField::getName).toArray(String[]::new);
            nameBytes = Arrays.stream(names).map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
            fieldsByLength = byLength(nameBytes);
            children = fields.stream()
                    .map(field -> new Shape(field.getType(), "column '" + field.getName() + "'"))
                    .toArray(Shape[]::new);
        } else {
            names = null;
            nameBytes = null;
            fieldsByLength = null;
            children = kind == Kind.ARRAY
                    ? new Shape[] {new Shape(((ArrayType) type).getElementType(), where)}
                    : kind == Kind.MAP ? new Shape[] {new Shape(((MapType) type).getValueType(), where)} : null;
        }
    }

    private static Kind kind(LogicalType type, String where) {
        LogicalTypeRoot root = type.getTypeRoot();
        switch (root) {
            case BOOLEAN:
                return Kind.BOOLEAN;
            case TINYINT:
                return Kind.TINYINT;
            case SMALLINT:
                return Kind.SMALLINT;
            case INTEGER:
                return Kind.INT;
            case BIGINT:
                return Kind.BIGINT;
            case DECIMAL:
                return Kind.DECIMAL;
            case DOUBLE:
                return Kind.DOUBLE;
            case DATE:
                return Kind.DATE;
            case ROW:
                return Kind.ROW;
            case ARRAY:
                return Kind.ARRAY;
            case VARCHAR:
                if (LogicalTypeChecks.getLength(type) == VarCharType.MAX_LENGTH) {
                    return Kind.STRING;
                }
                throw invalid(where + " is " + type.asSummaryString() + "; declare it STRING, no length is enforced");
            case TIMESTAMP_WITHOUT_TIME_ZONE:
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
                if (LogicalTypeChecks.getPrecision(type) >= 3) {
                    return Kind.TIMESTAMP;
                }
                throw invalid(where + " is " + type.asSummaryString() + "; times have milliseconds, declare TIMESTAMP(3)");
            case MAP:
                if (((MapType) type).getKeyType().is(LogicalTypeRoot.VARCHAR)) {
                    return Kind.MAP;
                }
                throw invalid(where + " is " + type.asSummaryString() + "; the keys of a MAP are STRING");
            case FLOAT:
                throw invalid(where + " is FLOAT; declare it DOUBLE");
            default:
                throw invalid(where + " has the type " + type.asSummaryString() + ", which JSON records cannot hold");
        }
    }

    private static int[][] byLength(byte[][] names) {
        int longest = Arrays.stream(names).mapToInt(name -> name.length).max().orElse(0);
        int[][] fields = new int[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            int wanted = length;
            fields[length] = IntStream.range(0, names.length)
                    .filter(field -> names[field].length == wanted)
                    .toArray();
        }
        return fields;
    }

    /** The field with this name, or −1. The field {@code likely} is tried first: records repeat their order. */
    int field(byte[] source, int start, int stop, int likely) {
        int length = stop - start;
        if (likely < nameBytes.length && matches(likely, source, start, length)) {
            return likely;
        }
        if (length < fieldsByLength.length) {
            for (int field : fieldsByLength[length]) {
                if (matches(field, source, start, length)) {
                    return field;
                }
            }
        }
        return -1;
    }

    private boolean matches(int field, byte[] source, int start, int length) {
        byte[] name = nameBytes[field];
        return name.length == length && Arrays.equals(name, 0, length, source, start, start + length);
    }

    private Shape find(String path, String option) {
        Shape found = path.isEmpty() ? null : follow(path);
        if (found == null) {
            throw invalid("'" + path + "' in '" + option + "' leads to no column");
        }
        return found;
    }

    /** What a path leads to, or null; where names hold dots, the longest name that leads anywhere is meant. */
    private Shape follow(String path) {
        if (path.isEmpty()) {
            return this;
        }
        if ((kind == Kind.ARRAY || kind == Kind.MAP) && path.startsWith("[]")) {
            return children[0].follow(withoutDot(path.substring(2)));
        }
        if (kind != Kind.ROW) {
            return null;
        }
        return IntStream.range(0, names.length)
                .filter(field -> starts(path, names[field]))
                .boxed()
                .sorted(Comparator.comparingInt((Integer field) -> names[field].length()).reversed())
                .map(field -> children[field].follow(withoutDot(path.substring(names[field].length()))))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean starts(String path, String name) {
        int end = name.length();
        return path.startsWith(name)
                && (path.length() == end || path.charAt(end) == '.' || path.charAt(end) == '[');
    }

    private static String withoutDot(String path) {
        return path.startsWith(".") ? path.substring(1) : path;
    }

    private void restrict(String path, List<Object> values) {
        Set<Object> set = new HashSet<>();
        for (Object value : values) {
            if (value instanceof String text && kind == Kind.STRING) {
                set.add(StringData.fromString(text));
            } else if (value instanceof Long && kind.isInteger()) {
                set.add(value);
            } else {
                throw invalid("enum of '" + path + "': '" + value + "' is no " + label());
            }
        }
        allowed = set;
        allowedText = values.stream()
                .limit(SHOWN_VALUES)
                .map(value -> value instanceof String ? "'" + value + "'" : value.toString())
                .collect(Collectors.joining(", ", "", values.size() > SHOWN_VALUES ? ", …" : ""));
    }

    private void narrow(String path, Kind narrower) {
        if (!kind.isInteger()) {
            throw invalid("'" + path + "' in 'integers' is " + label() + ", no integer");
        }
        declared = narrower;
    }

    private void listRequired() {
        if (children == null) {
            return;
        }
        for (Shape child : children) {
            child.listRequired();
        }
        requiredChildren = IntStream.range(0, children.length)
                .filter(child -> children[child].required)
                .toArray();
    }

    boolean restricted() {
        return allowed != null;
    }

    /** Whether the enumeration, if there is one, has this text or long. */
    boolean allows(Object value) {
        return allowed == null || allowed.contains(value);
    }

    /** The enumeration as messages show it. */
    String allowedText() {
        return allowedText;
    }

    /** Whether a whole number is in the range of the declared type. */
    boolean holds(long value) {
        return declared.holds(value);
    }

    /** The type as messages show it. */
    String label() {
        return kind == Kind.DECIMAL ? "DECIMAL(" + precision + ", " + scale + ")" : declared.name();
    }

    private static ValidationException invalid(String reason) {
        return new ValidationException("Format 'filbert-json': " + reason + ".");
    }
}
