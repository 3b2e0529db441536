package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** The characters of a text in the opposite order. */
public class Reverse extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder reversed = new StringBuilder(text.length());
        for (int end = text.length(); end > 0; ) {
            int character = text.codePointBefore(end);
            reversed.appendCodePoint(character);
            end -= Character.charCount(character);
        }
        return reversed.toString();
    }
}
