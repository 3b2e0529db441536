package filbert.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.apache.flink.table.data.StringData;

import filbert.json.Fault.Code;

/**
 * Reads the words of a JSON text: brackets, names, strings and numbers, by the grammar of RFC 8259 to the letter.
 *
 * <p>The first fault in the order of the bytes is thrown. What the values mean is a matter of the subclasses.
 */
abstract class Scanner {
    /** Objects and arrays within each other, the record being the first. */
    static final int MAX_DEPTH = 64;

    static final int END = -1;
    static final String FIELD_NAME = "a field name";
    static final String VALUE = "a value";

    /** The bytes that stand for themselves in a string: ASCII without quote, backslash and controls. */
    private static final boolean[] PLAIN = new boolean[256];

    static {
        for (int plain = 0x20; plain < 0x80; plain++) {
            PLAIN[plain] = plain != '"' && plain != '\\';
        }
    }

    final NumberLiteral number = new NumberLiteral();

    byte[] bytes;
    int end;
    int position;

    /** Open objects and arrays. */
    int depth;

    /** The last string read: its content between the quotes, and whether there are escapes in it. */
    int stringStart;

    int stringStop;
    boolean escaped;

    // What stands between the parts of objects and arrays

    /** Skips white space and returns the byte after it without moving past it, END at the end. */
    int nextByte() {
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

    void open() {
        if (depth == MAX_DEPTH) {
            throw json("nested deeper than " + MAX_DEPTH, position);
        }
        depth++;
        position++;
    }

    void readColon() {
        if (nextByte() != ':') {
            throw expected("':'", position);
        }
        position++;
        nextByte();
    }

    /** Reads a comma (true) or the closing bracket (false). */
    boolean readComma(char close) {
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

    // Words and numbers

    void readWord(String word) {
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

    static boolean startsNumber(int first) {
        return first == '-' || first >= '0' && first <= '9';
    }

    void readNumber() {
        int stop = number.scan(bytes, position, end);
        if (stop < 0) {
            throw expected("a digit", ~stop);
        }
        position = stop;
    }

    // Strings

    /** Reads a string from quote to quote; all of it is checked, whether it is used or not. */
    void readString(String expected) {
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
    int escape(int backslash) {
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

    int hexadecimal(int start) {
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

    StringData string() {
        return escaped
                ? StringData.fromBytes(unescaped())
                : StringData.fromBytes(bytes, stringStart, stringStop - stringStart);
    }

    /** The bytes that the last string's text lies in, from contentStart to contentStop. */
    byte[] content() {
        return escaped ? unescaped() : bytes;
    }

    int contentStart() {
        return escaped ? 0 : stringStart;
    }

    int contentStop(byte[] content) {
        return escaped ? content.length : stringStop;
    }

    /** The last string's text without escapes; it was checked before. */
    byte[] unescaped() {
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
    void skipValue() {
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

    void skipScalar(int first) {
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

    Fault expected(String what, int at) {
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

    static Fault json(String message, int at) {
        return new Fault("", Code.E_JSON, message + at(at));
    }

    static Fault encoding(int at) {
        return new Fault("", Code.E_ENCODING, "not UTF-8" + at(at));
    }

    /** Bytes count from 1, as the elements of an array do. */
    private static String at(int index) {
        return " at byte " + (index + 1);
    }
}
