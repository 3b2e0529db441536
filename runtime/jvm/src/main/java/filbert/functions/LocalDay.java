package filbert.functions;

import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** The day that the calendar of a zone shows; NULL after 9999. */
public class LocalDay extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer eval(@DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData time, String zone) {
        Long instant = Moment.instant(time);
        Zone clocks = Zone.of(zone);
        return instant == null || clocks == null
                ? null
                : Moment.day(LocalDate.ofEpochDay(Math.floorDiv(clocks.toLocal(instant), Moment.DAY)));
    }
}
