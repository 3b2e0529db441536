package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** The first characters of a text. */
public class First extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, Long count) {
        return text == null || count == null ? null : CodePoints.first(text, count);
    }
}
