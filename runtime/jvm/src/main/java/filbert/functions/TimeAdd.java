package filbert.functions;

import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** A time moved by units; days and longer ones go by the clock of a zone. */
public class TimeAdd extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    /** More milliseconds than there are between any two times. */
    private static final long FURTHEST = 1L << 48;

    public @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData eval(
            String unit, Long amount, @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData time, String zone) {
        Long instant = Moment.instant(time);
        Zone clocks = Zone.of(zone);
        if (unit == null || amount == null || instant == null || clocks == null) {
            return null;
        }
        long size = Moment.clockUnit(unit);
        if (size > 0) {
            long most = FURTHEST / size;
            return amount > most || amount < -most ? null : Moment.timestamp(instant + amount * size);
        }
        long local = clocks.toLocal(instant);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, Moment.DAY));
        LocalDate moved = date.getYear() > 9999 ? null : Moment.shift(unit, date, amount);
        return Moment.day(moved) == null
                ? null
                : Moment.timestamp(
                        clocks.toInstant(moved.toEpochDay() * Moment.DAY + Math.floorMod(local, Moment.DAY)));
    }

    public @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer eval(
            String unit, Long amount, @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer day, String zone) {
        LocalDate date = Moment.date(day);
        return unit == null || amount == null || date == null ? null : Moment.day(Moment.shift(unit, date, amount));
    }
}
