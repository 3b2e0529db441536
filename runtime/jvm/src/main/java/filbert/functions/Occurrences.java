package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** How often a part occurs in a text, without overlaps; an empty part occurs nowhere. */
public class Occurrences extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Long eval(String text, String part) {
        if (text == null || part == null) {
            return null;
        }
        long count = 0;
        if (!part.isEmpty()) {
            for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
                count++;
            }
        }
        return count;
    }
}
