package filbert.functions;

import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** A time as the clocks of a zone show it, or a day, by a pattern. */
public class FormatTime extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient TimePattern pattern;

    private TimePattern pattern(String text) {
        if (pattern == null || !pattern.text().equals(text)) {
            pattern = TimePattern.of(text);
        }
        return pattern;
    }

    public String eval(@DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData time, String text, String zone) {
        Long instant = Moment.instant(time);
        Zone clocks = Zone.of(zone);
        if (text == null || instant == null || clocks == null) {
            return null;
        }
        long local = clocks.toLocal(instant);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, Moment.DAY));
        return pattern(text).format(date, Math.floorMod(local, Moment.DAY), local - instant);
    }

    public String eval(@DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer day, String text, String zone) {
        LocalDate date = Moment.date(day);
        return text == null || date == null ? null : pattern(text).format(date, 0, 0);
    }
}
