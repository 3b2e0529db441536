package filbert.functions;

import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** When the unit of time that holds a time begins in a zone; of a day, the first day of the unit. */
public class StartOf extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData eval(
            String unit, @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData time, String zone) {
        Long instant = Moment.instant(time);
        Zone clocks = Zone.of(zone);
        if (unit == null || instant == null || clocks == null) {
            return null;
        }
        Long start = Moment.boundary(unit, instant, clocks, 0);
        return start == null ? null : Moment.timestamp(start);
    }

    public @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer eval(
            String unit, @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer day, String zone) {
        LocalDate date = Moment.date(day);
        return unit == null || date == null ? null : Moment.day(Moment.startOf(unit, date, 0));
    }
}
