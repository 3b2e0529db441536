package filbert.functions;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/** A text read as a day by a pattern; NULL if it does not fit. */
public class ParseDate extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient TimePattern pattern;

    public @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer eval(String text, String format) {
        if (text == null || format == null) {
            return null;
        }
        if (pattern == null || !pattern.text().equals(format)) {
            pattern = TimePattern.of(format);
        }
        TimePattern.Found found = pattern.parse(text);
        return found == null ? null : Integer.valueOf((int) Math.floorDiv(found.local(), Moment.DAY));
    }
}
