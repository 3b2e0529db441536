package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A text several times; NULL beyond the longest text. */
public class Repeat extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, Long count) {
        if (text == null || count == null) {
            return null;
        }
        if (count <= 0 || text.isEmpty()) {
            return "";
        }
        return count > CodePoints.LONGEST_TEXT / CodePoints.length(text) ? null : text.repeat(count.intValue());
    }
}
