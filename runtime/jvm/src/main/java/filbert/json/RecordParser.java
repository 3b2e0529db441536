package filbert.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
final class RecordParser {
    /** Objects and arrays within each other, the record being the first. */
    static final int MAX_DEPTH = 64;

    private static final int SHOWN = 40;
    private static final int END = -1;
    private static final String FIELD_NAME = "a field name";
    private static final String VALUE = "a value";

    /** The bytes that stand for themselves in a string: ASCII without quote, backslash and controls. */
    private static final boolean[] PLAIN = new boolean[256];

    static {
        for (int plain = 0x20; plain < 0x80; plain++) {
            PLAIN[plain] = plain != '"' && plain != '\\';
        }
    }

    private final Shape record;
    private final int maxBytes;
    private final NumberLiteral number = new NumberLiteral();

    private byte[] bytes;
    private int end;
    private int position;

    /** Open objects and arrays. */
    private int depth;

    /** How to get to the value at hand: a field's or key's name (String or StringData), or null for an element. */
    private final Object[] names = new Object[MAX_DEPTH + 1];

    private final int[] elements = new int[MAX_DEPTH + 1];

    /** The last string read: its content between the quotes, and whether there are escapes in it. */
    private int stringStart;

    private int stringStop;
    private boolean escaped;

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

    /** Skips white space and returns the byte after it without moving past it, END at the end. */
    private int nextByte() {
        int at = position;
        while (at < end) {
            int next = bytes[at];
            if (next > ' ' || next < 0 || next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                position = at;
                return next & 0xff;
            }
            at++;
        }
        position = at;
        return END;
    }

    private void open() {
        if (depth == MAX_DEPTH) {
            throw json("nested deeper than " + MAX_DEPTH, position);
        }
        depth++;
        position++;
    }

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

    private void readColon() {
        if (nextByte() != ':') {
            throw expected("':'", position);
        }
        position++;
        nextByte();
    }

    /** Reads a comma (true) or the closing bracket (false). */
    private boolean readComma(char close) {
        int next = nextByte();
        if (next == ',') {
            position++;
            return true;
        }
        if (next != close) {
            throw expected(close == '}' ? "',' or '}'" : "',' or ']'", position);
        }
        position++;
        return false;
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

    private void readWord(String word) {
        int start = position;
        int stop = start + word.length();
        boolean there = stop <= end;
        for (int at = start; there && at < stop; at++) {
            there = bytes[at] == word.charAt(at - start);
        }
        if (!there) {
            throw expected(VALUE, start);
        }
        position = stop;
    }

    // Numbers

    private static boolean startsNumber(int first) {
        return first == '-' || first >= '0' && first <= '9';
    }

    private void readNumber() {
        int stop = number.scan(bytes, position, end);
        if (stop < 0) {
            throw expected("a digit", ~stop);
        }
        position = stop;
    }

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

    // Strings

    /** Reads a string from quote to quote; all of it is checked, whether it is used or not. */
    private void readString(String expected) {
        if (nextByte() != '"') {
            throw expected(expected, position);
        }
        byte[] source = bytes;
        int stop = end;
        int at = position + 1;
        stringStart = at;
        escaped = false;
        while (at < stop) {
            int next = source[at];
            if (PLAIN[next & 0xff]) {
                at++;
            } else if (next == '"') {
                stringStop = at;
                position = at + 1;
                return;
            } else if (next == '\\') {
                escaped = true;
                at = escape(at);
            } else if (next < 0) {
                int length = Utf8.sequence(source, at, stop);
                if (length == 0) {
                    throw encoding(at);
                }
                at += length;
            } else {
                throw json(String.format("control character 0x%02X in a string", next), at);
            }
        }
        throw expected("'\"'", stop);
    }

    /** Checks the escape at a backslash and returns the index after it. */
    private int escape(int backslash) {
        int letter = backslash + 1 < end ? bytes[backslash + 1] : END;
        switch (letter) {
            case '"':
            case '\\':
            case '/':
            case 'b':
            case 'f':
            case 'n':
            case 'r':
            case 't':
                return backslash + 2;
            case 'u':
                break;
            default:
                throw expected("an escape", backslash + 1);
        }
        int unit = hexadecimal(backslash + 2);
        int after = backslash + 6;
        if (unit < 0xd800 || unit > 0xdfff) {
            return after;
        }
        boolean paired = unit < 0xdc00 && after + 1 < end && bytes[after] == '\\' && bytes[after + 1] == 'u';
        if (paired) {
            int low = hexadecimal(after + 2);
            if (low >= 0xdc00 && low <= 0xdfff) {
                return after + 6;
            }
        }
        throw new Fault("", Code.E_ENCODING, String.format("half a surrogate pair \\u%04x", unit) + at(backslash));
    }

    private int hexadecimal(int start) {
        int value = 0;
        for (int at = start; at < start + 4; at++) {
            int digit = at < end && bytes[at] >= 0 ? Character.digit(bytes[at], 16) : -1;
            if (digit < 0) {
                throw expected("a hexadecimal digit", at);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private StringData string() {
        return escaped
                ? StringData.fromBytes(unescaped())
                : StringData.fromBytes(bytes, stringStart, stringStop - stringStart);
    }

    /** The bytes that the last string's text lies in, from contentStart to contentStop. */
    private byte[] content() {
        return escaped ? unescaped() : bytes;
    }

    private int contentStart() {
        return escaped ? 0 : stringStart;
    }

    private int contentStop(byte[] content) {
        return escaped ? content.length : stringStop;
    }

    /** The last string's text without escapes; it was checked before. */
    private byte[] unescaped() {
        byte[] target = new byte[stringStop - stringStart];
        int to = 0;
        int at = stringStart;
        while (at < stringStop) {
            byte next = bytes[at++];
            if (next != '\\') {
                target[to++] = next;
                continue;
            }
            byte letter = bytes[at++];
            if (letter == 'u') {
                int codePoint = hexadecimal(at);
                at += 4;
                if (codePoint >= 0xd800 && codePoint <= 0xdfff) {
                    codePoint = Character.toCodePoint((char) codePoint, (char) hexadecimal(at + 2));
                    at += 6;
                }
                to = Utf8.put(codePoint, target, to);
            } else {
                target[to++] = plain(letter);
            }
        }
        return Arrays.copyOf(target, to);
    }

    private static byte plain(byte letter) {
        switch (letter) {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            default:
                return letter;
        }
    }

    // Fields that nobody declared

    /** Reads over the value at the position, checking it; without recursion, so that depth costs nothing. */
    private void skipValue() {
        int level = 0;
        long objects = 0; // the lowest bit: whether the innermost bracket is an object's
        while (true) {
            int first = position < end ? bytes[position] : END;
            boolean object = first == '{';
            if (object || first == '[') {
                open();
                level++;
                objects = objects << 1 | (object ? 1 : 0);
                int next = nextByte();
                if (next != (object ? '}' : ']')) {
                    if (object) {
                        readString(FIELD_NAME);
                        readColon();
                    }
                    continue;
                }
                position++;
                depth--;
                level--;
                objects >>>= 1;
            } else {
                skipScalar(first);
            }
            while (level > 0 && !readComma((objects & 1) == 1 ? '}' : ']')) {
                depth--;
                level--;
                objects >>>= 1;
            }
            if (level == 0) {
                return;
            }
            nextByte();
            if ((objects & 1) == 1) {
                readString(FIELD_NAME);
                readColon();
            }
        }
    }

    private void skipScalar(int first) {
        if (first == '"') {
            readString(VALUE);
        } else if (startsNumber(first)) {
            readNumber();
        } else if (first == 't') {
            readWord("true");
        } else if (first == 'f') {
            readWord("false");
        } else if (first == 'n') {
            readWord("null");
        } else {
            throw expected(VALUE, position);
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

    private Fault expected(String what, int at) {
        if (at >= end) {
            return json("expected " + what + ", found the end of the record", at);
        }
        int next = bytes[at];
        String found;
        if (next < 0) {
            int length = Utf8.sequence(bytes, at, end);
            if (length == 0) {
                return encoding(at);
            }
            String character = new String(bytes, at, length, StandardCharsets.UTF_8);
            found = character.equals("\ufeff") ? "a byte order mark" : "'" + character + "'";
        } else if (next < 0x20 || next == 0x7f) {
            found = String.format("0x%02X", next);
        } else {
            found = "'" + (char) next + "'";
        }
        return json("expected " + what + ", found " + found, at);
    }

    private static Fault json(String message, int at) {
        return new Fault("", Code.E_JSON, message + at(at));
    }

    private static Fault encoding(int at) {
        return new Fault("", Code.E_ENCODING, "not UTF-8" + at(at));
    }

    /** Bytes count from 1, as the elements of an array do. */
    private static String at(int index) {
        return " at byte " + (index + 1);
    }
}
