package filbert.functions;

import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** When the clocks of a zone show a time of a day; NULL if there is no such time. */
public class MakeTime extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData eval(
            @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer day, Long hour, Long minute, Long second, String zone) {
        LocalDate date = Moment.date(day);
        Zone clocks = Zone.of(zone);
        if (date == null || hour == null || minute == null || second == null || clocks == null
                || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return null;
        }
        long clock = (hour * 60 + minute) * 60 + second;
        return Moment.timestamp(clocks.toInstant(date.toEpochDay() * Moment.DAY + clock * 1000));
    }
}
