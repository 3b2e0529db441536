package filbert.functions;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** The time of so many milliseconds, or larger units, since 1970; NULL after 9999. */
public class FromEpoch extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData eval(Long count, Long milliseconds) {
        if (count == null || milliseconds == null || count < 0 || milliseconds < 1 || count > Long.MAX_VALUE / milliseconds) {
            return null;
        }
        return Moment.timestamp(count * milliseconds);
    }
}
