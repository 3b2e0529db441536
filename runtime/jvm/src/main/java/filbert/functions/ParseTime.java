package filbert.functions;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** A text read by a pattern, as the clocks of a zone show a time; NULL if it does not fit. */
public class ParseTime extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient TimePattern pattern;

    public @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData eval(String text, String format, String zone) {
        Zone clocks = Zone.of(zone);
        if (text == null || format == null || clocks == null) {
            return null;
        }
        if (pattern == null || !pattern.text().equals(format)) {
            pattern = TimePattern.of(format);
        }
        TimePattern.Found found = pattern.parse(text);
        if (found == null) {
            return null;
        }
        return Moment.timestamp(
                found.offset() == null ? clocks.toInstant(found.local()) : found.local() - found.offset());
    }
}
