package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A part of a text between separators, counted from 1, or from the end; NULL if there is none. */
public class SplitPart extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, String separator, Long number) {
        if (text == null || separator == null || number == null) {
            return null;
        }
        if (separator.isEmpty()) {
            return number == 1 || number == -1 ? text : null;
        }
        return number > 0 ? fromStart(text, separator, number) : fromEnd(text, separator, number);
    }

    private static String fromStart(String text, String separator, long number) {
        int start = 0;
        for (long left = number; ; left--) {
            int end = text.indexOf(separator, start);
            if (left == 1) {
                return end < 0 ? text.substring(start) : text.substring(start, end);
            }
            if (end < 0) {
                return null;
            }
            start = end + separator.length();
        }
    }

    /** Separators may overlap, as in a..b with "..": parts are those found from the start. */
    private static String fromEnd(String text, String separator, long number) {
        long count = 1;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length())) {
            count++;
        }
        return number == 0 || number < -count ? null : fromStart(text, separator, count + number + 1);
    }
}
