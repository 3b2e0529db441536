package filbert.functions;

import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** A part of a time in a zone, or of a day; NULL if there is none of that name. */
public class TimePart extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Long eval(String part, @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData time, String zone) {
        Long instant = Moment.instant(time);
        Zone clocks = Zone.of(zone);
        if (part == null || instant == null || clocks == null) {
            return null;
        }
        long local = clocks.toLocal(instant);
        if (part.equals("OFFSET")) {
            return Math.floorDiv(local - instant, 60_000L);
        }
        return Moment.part(part, LocalDate.ofEpochDay(Math.floorDiv(local, Moment.DAY)), Math.floorMod(local, Moment.DAY));
    }

    public Long eval(String part, @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer day, String zone) {
        LocalDate date = Moment.date(day);
        return part == null || date == null ? null : Moment.part(part, date, 0);
    }
}
