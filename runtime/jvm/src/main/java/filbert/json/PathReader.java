package filbert.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.flink.table.data.StringData;

/**
 * Reads what is at a path of a JSON text. All of the text is checked; what does not lie on the path leaves no trace.
 *
 * <p>A path is {@code items[2].price}: names of fields, in backticks what is no plain name, and elements from 1 on.
 * Of a repeated name the last one counts. The Python twin is {@code filbert.expressions.json_value}.
 */
final class PathReader extends Scanner {
    /** There is nothing at the path. */
    static final Object MISSING = new Object();

    /** The steps of a path to what is only read over. */
    private static final int NOWHERE = -1;

    /** Names (String) and positions (Integer). */
    private final List<Object> steps;

    PathReader(String path) {
        steps = steps(path);
    }

    private static List<Object> steps(String path) {
        List<Object> steps = new ArrayList<>();
        int at = 0;
        while (at < path.length()) {
            char first = path.charAt(at);
            if (first == '[') {
                int close = path.indexOf(']', at);
                steps.add(Integer.valueOf(path.substring(at + 1, close)));
                at = close + 1;
            } else if (first == '`') {
                StringBuilder name = new StringBuilder();
                at++;
                while (path.charAt(at) != '`' || path.startsWith("``", at)) {
                    name.append(path.charAt(at));
                    at += path.charAt(at) == '`' ? 2 : 1;
                }
                steps.add(name.toString());
                at++;
            } else if (first == '.') {
                at++;
            } else {
                int stop = at;
                while (stop < path.length() && path.charAt(stop) != '.' && path.charAt(stop) != '[') {
                    stop++;
                }
                steps.add(path.substring(at, stop));
                at = stop;
            }
        }
        return steps;
    }

    /**
     * Returns what is at the path: null, Boolean, StringData, a number as the bytes of its text, List, or Map of
     * StringData; MISSING if there is nothing.
     *
     * @throws Fault if the text is no JSON
     */
    Object read(byte[] text) {
        bytes = text;
        end = text.length;
        position = 0;
        depth = 0;
        nextByte();
        Object found = value(0);
        if (nextByte() != END) {
            throw expected("the end of the text", position);
        }
        return found;
    }

    /** Reads the value at the position, of which so many steps of the path have been gone. */
    private Object value(int step) {
        if (step == NOWHERE) {
            skipValue();
            return MISSING;
        }
        int first = position < end ? bytes[position] : END;
        if (step < steps.size()) {
            Object next = steps.get(step);
            if (first == '{' && next instanceof String) {
                return field(StringData.fromString((String) next), step);
            }
            if (first == '[' && next instanceof Integer) {
                return element((Integer) next, step);
            }
            skipValue();
            return MISSING;
        }
        switch (first) {
            case '{':
                return object(step);
            case '[':
                return list(step);
            case '"':
                readString(VALUE);
                return copied(string());
            case 't':
                readWord("true");
                return true;
            case 'f':
                readWord("false");
                return false;
            case 'n':
                readWord("null");
                return null;
            default:
                if (!startsNumber(first)) {
                    throw expected(VALUE, position);
                }
                readNumber();
                return number.text().getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** A text that does not keep the bytes of the whole in memory. */
    private static StringData copied(StringData text) {
        return StringData.fromBytes(text.toBytes());
    }

    private Object field(StringData name, int step) {
        Object found = MISSING;
        open();
        if (nextByte() == '}') {
            position++;
        } else {
            do {
                boolean isIt = name().equals(name);
                Object value = value(isIt ? step + 1 : NOWHERE);
                found = isIt ? value : found;
            } while (readComma('}'));
        }
        depth--;
        return found;
    }

    private StringData name() {
        readString(FIELD_NAME);
        StringData name = string();
        readColon();
        return name;
    }

    private Object element(int wanted, int step) {
        Object found = MISSING;
        open();
        if (nextByte() == ']') {
            position++;
        } else {
            int place = 0;
            do {
                nextByte();
                place++;
                Object value = value(place == wanted ? step + 1 : NOWHERE);
                found = place == wanted ? value : found;
            } while (readComma(']'));
        }
        depth--;
        return found;
    }

    private Map<StringData, Object> object(int step) {
        Map<StringData, Object> fields = new HashMap<>();
        open();
        if (nextByte() == '}') {
            position++;
        } else {
            do {
                StringData name = copied(name());
                fields.put(name, value(step));
            } while (readComma('}'));
        }
        depth--;
        return fields;
    }

    private List<Object> list(int step) {
        List<Object> elements = new ArrayList<>();
        open();
        if (nextByte() == ']') {
            position++;
        } else {
            do {
                nextByte();
                elements.add(value(step));
            } while (readComma(']'));
        }
        depth--;
        return elements;
    }
}
