package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A text without certain characters at its ends. */
public class Trim extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, String characters, boolean left, boolean right) {
        if (text == null || characters == null) {
            return null;
        }
        int start = 0;
        int end = text.length();
        while (left && start < end && characters.indexOf(text.codePointAt(start)) >= 0) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && start < end && characters.indexOf(text.codePointBefore(end)) >= 0) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }
}
