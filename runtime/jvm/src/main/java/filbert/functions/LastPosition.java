package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** Where a part occurs last in a text, counted from 1; 0 if it does not. */
public class LastPosition extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Long eval(String part, String text) {
        if (part == null || text == null) {
            return null;
        }
        int found = text.lastIndexOf(part);
        return found < 0 ? 0L : text.codePointCount(0, found) + 1L;
    }
}
