package filbert.functions;

import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** The last millisecond of the unit of time that holds a time, in a zone; of a day, the last day of the unit. */
public class EndOf extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData eval(
            String unit, @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData time, String zone) {
        Long instant = Moment.instant(time);
        Zone clocks = Zone.of(zone);
        if (unit == null || instant == null || clocks == null) {
            return null;
        }
        Long following = Moment.boundary(unit, instant, clocks, 1);
        return following == null ? null : Moment.timestamp(following - 1);
    }

    public @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer eval(
            String unit, @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer day, String zone) {
        LocalDate date = Moment.date(day);
        LocalDate following = unit == null || date == null ? null : Moment.startOf(unit, date, 1);
        return Moment.day(following) == null ? null : Moment.day(following.minusDays(1));
    }
}
