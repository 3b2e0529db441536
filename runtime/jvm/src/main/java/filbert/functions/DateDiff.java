package filbert.functions;

import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/** The whole units from one day to another. */
public class DateDiff extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Long eval(
            String unit, @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer start, @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer end) {
        LocalDate first = Moment.date(start);
        LocalDate last = Moment.date(end);
        return unit == null || first == null || last == null ? null : Moment.wholeUnits(unit, first, last);
    }
}
