package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A text with all but its first and last characters replaced by another one. */
public class Mask extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, Long first, Long last, String mask) {
        if (text == null || first == null || last == null || mask == null) {
            return null;
        }
        int length = CodePoints.length(text);
        String replacement = CodePoints.first(mask, 1);
        long start = Math.max(first, 0);
        long end = Math.max(last, 0);
        if (start >= length || end >= length - start) {
            return replacement.repeat(length);
        }
        return CodePoints.first(text, start) + replacement.repeat((int) (length - start - end)) + CodePoints.last(text, end);
    }
}
