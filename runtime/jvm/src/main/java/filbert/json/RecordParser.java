package filbert.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;

import filbert.json.Fault.Code;

/**
 * Turns the bytes of one record into a row of its declared columns, in one pass and without a tree in between.
 *
 * <p>The grammar is RFC 8259 to the letter, in fields that nobody declared too. The first fault in the order
 * of the bytes ends the work; what is required is judged when a whole record is fine otherwise. Any occurrence
 * of a repeated name is judged, the last one counts.
 *
 * <p>The Python class {@code filbert.components.json_format.Decoder} does the same: codes, fields and messages
 * are equal to the letter. Change both together; {@code tests/fixtures/json_vectors.json} holds them together.
 */
final class RecordParser extends Scanner {
    private static final int SHOWN = 40;

    private final Shape record;
    private final int maxBytes;

    /** How to get to the value at hand: a field's or key's name (String or StringData), or null for an element. */
    private final Object[] names = new Object[MAX_DEPTH + 1];

    private final int[] elements = new int[MAX_DEPTH + 1];

    /** Whether the last number stood in quotes. */
    private boolean quotedNumber;

    /** The first required value that is not there. */
    private String missing;

    private String error;

    RecordParser(Shape record, int maxBytes) {
        this.record = record;
        this.maxBytes = maxBytes;
    }

    /**
     * Decodes a record, never throws.
     *
     * @param value the record's bytes, null for a tombstone
     * @param arity fields of the row; those after the columns are left to the caller
     * @return the row, all columns NULL when {@link #error} says why
     */
    GenericRowData parse(byte[] value, int arity) {
        error = null;
        missing = null;
        try {
            GenericRowData row = new GenericRowData(RowKind.INSERT, arity);
            readRecord(value, row);
            error = missing;
            if (missing == null) {
                return row;
            }
        } catch (Fault fault) {
            error = fault.getMessage();
        } catch (RuntimeException | StackOverflowError bug) {
            // A mistake of ours must not stop a job for a single record; it shows up as a dead letter instead.
            error = Fault.text("", Code.E_JSON, "the decoder failed: " + bug);
        }
        return new GenericRowData(RowKind.INSERT, arity);
    }

    /** Why the last record did not decode, {@code field|CODE||message}; null if it did. */
    String error() {
        return error;
    }

    private void readRecord(byte[] value, GenericRowData row) {
        if (value == null) {
            throw new Fault("", Code.E_EMPTY, "the record has no value (a tombstone)");
        }
        if (value.length == 0) {
            throw new Fault("", Code.E_EMPTY, "the record has no bytes");
        }
        if (value.length > maxBytes) {
            throw new Fault("", Code.E_SIZE, "the record has " + value.length + " bytes, allowed are " + maxBytes);
        }
        bytes = value;
        end = value.length;
        position = 0;
        depth = 0;
        int first = nextByte();
        if (first == END) {
            throw new Fault("", Code.E_EMPTY, "the record is nothing but white space");
        }
        if (first != '{') {
            throw expected("'{'", position);
        }
        readRow(record, row);
        if (nextByte() != END) {
            throw expected("the end of the record", position);
        }
    }

    // Objects, arrays and what stands between their parts

    /** Reads the fields from '{' to '}'. */
    private void readRow(Shape shape, GenericRowData row) {
        open();
        boolean[] nulls = null;
        if (nextByte() == '}') {
            position++;
        } else {
            int likely = 0;
            do {
                readString(FIELD_NAME);
                int field = fieldOf(shape, likely);
                readColon();
                if (field < 0) {
                    skipValue();
                    continue;
                }
                likely = field + 1;
                names[depth] = shape.names[field];
                Shape child = shape.children[field];
                Object value = readValue(child);
                row.setField(field, value);
                if (value == null && child.required) {
                    nulls = nulls == null ? new boolean[shape.names.length] : nulls;
                    nulls[field] = true;
                }
            } while (readComma('}'));
        }
        for (int field : shape.requiredChildren) {
            if (row.isNullAt(field)) {
                names[depth] = shape.names[field];
                noteMissing(shape.children[field], nulls != null && nulls[field]);
            }
        }
        depth--;
    }

    private GenericArrayData readArray(Shape element) {
        open();
        List<Object> values = new ArrayList<>();
        if (nextByte() == ']') {
            position++;
        } else {
            do {
                nextByte();
                names[depth] = null;
                elements[depth] = values.size() + 1;
                Object value = readValue(element);
                if (value == null && element.required) {
                    noteMissing(element, true);
                }
                values.add(value);
            } while (readComma(']'));
        }
        depth--;
        return new GenericArrayData(values.toArray());
    }

    private GenericMapData readMap(Shape valueShape) {
        open();
        Map<Object, Object> values = new LinkedHashMap<>();
        if (nextByte() == '}') {
            position++;
        } else {
            do {
                readString(FIELD_NAME);
                StringData key = string();
                readColon();
                names[depth] = key;
                Object value = readValue(valueShape);
                if (value == null && valueShape.required) {
                    noteMissing(valueShape, true);
                }
                values.put(key, value);
            } while (readComma('}'));
        }
        depth--;
        return new GenericMapData(values);
    }

    private int fieldOf(Shape shape, int likely) {
        if (!escaped) {
            return shape.field(bytes, stringStart, stringStop, likely);
        }
        byte[] name = unescaped();
        return shape.field(name, 0, name.length, likely);
    }

    // Values

    /** Reads the value at the position as what is declared there. */
    private Object readValue(Shape shape) {
        int first = position < end ? bytes[position] : END;
        if (first == 'n') {
            readWord("null");
            return null;
        }
        switch (shape.kind) {
            case STRING:
                return readText(shape, first);
            case BIGINT:
            case INT:
            case SMALLINT:
            case TINYINT:
                return readInteger(shape, first);
            case DOUBLE:
                return readDouble(shape, first);
            case DECIMAL:
                return readDecimal(shape, first);
            case BOOLEAN:
                if (first == 't') {
                    readWord("true");
                    return Boolean.TRUE;
                }
                if (first == 'f') {
                    readWord("false");
                    return Boolean.FALSE;
                }
                throw wrongKind(shape, first);
            case TIMESTAMP:
                return readTimestamp(shape, first);
            case DATE:
                return readDate(shape, first);
            case ROW:
                if (first == '{') {
                    GenericRowData row = new GenericRowData(shape.names.length);
                    readRow(shape, row);
                    return row;
                }
                throw wrongKind(shape, first);
            case ARRAY:
                if (first == '[') {
                    return readArray(shape.children[0]);
                }
                throw wrongKind(shape, first);
            default:
                if (first == '{') {
                    return readMap(shape.children[0]);
                }
                throw wrongKind(shape, first);
        }
    }

    /** A string, or a number's text as it stands: identifiers made of digits often come as numbers. */
    private StringData readText(Shape shape, int first) {
        StringData text;
        if (first == '"') {
            readString(VALUE);
            text = string();
        } else if (startsNumber(first)) {
            readNumber();
            text = StringData.fromBytes(bytes, number.start(), number.stop() - number.start());
        } else {
            throw wrongKind(shape, first);
        }
        if (shape.restricted() && !shape.allows(text)) {
            throw notListed(shape, quoted(text.toString()));
        }
        return text;
    }

    private Object readInteger(Shape shape, int first) {
        readNumeric(shape, first);
        if (!number.fitsLong()) {
            throw misfit(shape);
        }
        long value = number.toLong();
        if (!shape.holds(value)) {
            throw wrong(shape, foundNumber(), ": out of range");
        }
        if (shape.restricted() && !shape.allows(value)) {
            throw notListed(shape, foundNumber());
        }
        switch (shape.kind) {
            case BIGINT:
                return value;
            case INT:
                return (int) value;
            case SMALLINT:
                return (short) value;
            default:
                return (byte) value;
        }
    }

    private Double readDouble(Shape shape, int first) {
        readNumeric(shape, first);
        double value = number.toDouble();
        if (Double.isInfinite(value)) {
            throw wrong(shape, foundNumber(), ": out of range");
        }
        return value;
    }

    private DecimalData readDecimal(Shape shape, int first) {
        readNumeric(shape, first);
        DecimalData value = number.toDecimal(shape.precision, shape.scale);
        if (value == null) {
            throw misfit(shape);
        }
        return value;
    }

    private TimestampData readTimestamp(Shape shape, int first) {
        long milliseconds;
        if (first == '"') {
            readString(VALUE);
            byte[] text = content();
            milliseconds = TimeText.parseTimestamp(text, contentStart(), contentStop(text));
            if (milliseconds == TimeText.MALFORMED) {
                throw wrong(shape, foundString(), ": not a time like 2026-05-28T20:26:40.123Z");
            }
            if (milliseconds == TimeText.IMPOSSIBLE) {
                throw wrong(shape, foundString(), ": no such date or time");
            }
            if (milliseconds == TimeText.OUTSIDE) {
                throw wrong(shape, foundString(), ": outside the years 1970 to 9999");
            }
        } else if (startsNumber(first)) {
            quotedNumber = false;
            readNumber();
            boolean whole = number.fitsLong();
            if (!whole && number.misfit() == NumberLiteral.Misfit.NOT_WHOLE) {
                throw misfit(shape);
            }
            milliseconds = whole ? TimeText.inDomain(number.toLong()) : TimeText.OUTSIDE;
            if (milliseconds == TimeText.OUTSIDE) {
                throw wrong(shape, foundNumber(), ": outside the years 1970 to 9999");
            }
        } else {
            throw wrongKind(shape, first);
        }
        return TimestampData.fromEpochMillis(milliseconds);
    }

    private Integer readDate(Shape shape, int first) {
        if (first != '"') {
            throw wrongKind(shape, first);
        }
        readString(VALUE);
        byte[] text = content();
        long day = TimeText.parseDate(text, contentStart(), contentStop(text));
        if (day == TimeText.MALFORMED) {
            throw wrong(shape, foundString(), ": not a date like 2026-05-28");
        }
        if (day == TimeText.IMPOSSIBLE) {
            throw wrong(shape, foundString(), ": no such date");
        }
        if (day == TimeText.OUTSIDE) {
            throw wrong(shape, foundString(), ": outside the years 1 to 9999");
        }
        return (int) day;
    }

    // Numbers

    /** Reads a number, or a string that is one: so whole numbers beyond 2^53 and decimals travel safely. */
    private void readNumeric(Shape shape, int first) {
        quotedNumber = first == '"';
        if (quotedNumber) {
            readString(VALUE);
            byte[] text = content();
            int stop = contentStop(text);
            if (number.scan(text, contentStart(), stop) != stop) {
                throw wrong(shape, foundString(), "");
            }
        } else if (startsNumber(first)) {
            readNumber();
        } else {
            throw wrongKind(shape, first);
        }
    }

    // Faults

    /** The fault of a value of another kind than declared; it reads the value, which may be broken itself. */
    private Fault wrongKind(Shape shape, int first) {
        if (first == '{') {
            return wrong(shape, "an object", "");
        }
        if (first == '[') {
            return wrong(shape, "an array", "");
        }
        int start = position;
        skipScalar(first);
        String literal = new String(bytes, start, position - start, StandardCharsets.UTF_8);
        return wrong(shape, first == '"' ? foundString() : cut(literal), "");
    }

    private Fault misfit(Shape shape) {
        switch (number.misfit()) {
            case NOT_WHOLE:
                return wrong(shape, foundNumber(), ": not a whole number");
            case OUT_OF_RANGE:
                return wrong(shape, foundNumber(), ": out of range");
            case FRACTION_DIGITS:
                return wrong(shape, foundNumber(), ": more than " + shape.scale + " digits after the point");
            default:
                int room = shape.precision - shape.scale;
                return wrong(shape, foundNumber(), ": more than " + room + " digits before the point");
        }
    }

    private Fault wrong(Shape shape, String found, String reason) {
        return new Fault(path(), Code.E_FIELD, "expected " + shape.label() + ", found " + found + reason);
    }

    private Fault notListed(Shape shape, String found) {
        return new Fault(path(), Code.E_ENUM, "expected one of " + shape.allowedText() + ", found " + found);
    }

    private void noteMissing(Shape shape, boolean isNull) {
        if (missing == null) {
            String found = isNull ? "null" : "nothing";
            missing = Fault.text(path(), Code.E_REQUIRED, "expected " + shape.label() + " NOT NULL, found " + found);
        }
    }

    private String foundNumber() {
        return quotedNumber ? foundString() : cut(number.text());
    }

    private String foundString() {
        return quoted(string().toString());
    }

    private static String quoted(String text) {
        return "'" + cut(text) + "'";
    }

    /** At most 40 characters in one line. */
    private static String cut(String text) {
        String line = text;
        if (text.codePointCount(0, text.length()) > SHOWN) {
            line = text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
        }
        return line.replaceAll("[\\x00-\\x1f\\x7f]", " ");
    }

    /** The place of the value at hand, like {@code items[2].price}. */
    private String path() {
        StringBuilder path = new StringBuilder();
        for (int level = 1; level <= depth; level++) {
            if (names[level] == null) {
                path.append('[').append(elements[level]).append(']');
            } else {
                // A bar would end the field in the error's text.
                path.append(level > 1 ? "." : "").append(cut(names[level].toString()).replace('|', ' '));
            }
        }
        return path.toString();
    }
}
