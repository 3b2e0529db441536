package filbert.functions;

import java.util.Locale;

import org.apache.flink.table.functions.ScalarFunction;

/** Each word with one capital letter at its start; words end at whitespace and punctuation of ASCII. */
public class InitialCapitals extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder result = new StringBuilder(text.length());
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && isOfWord(text.charAt(end))) {
                end++;
            }
            if (end > start) {
                int second = text.offsetByCodePoints(start, 1);
                result.append(text.substring(start, second).toUpperCase(Locale.ROOT));
                result.append(text.substring(second, end).toLowerCase(Locale.ROOT));
            }
            if (end < text.length()) {
                result.append(text.charAt(end));
            }
            start = end + 1;
        }
        return result.toString();
    }

    private static boolean isOfWord(char character) {
        return character > 127 || character == '\'' || CodePoints.isAsciiLetterOrDigit(character);
    }
}
