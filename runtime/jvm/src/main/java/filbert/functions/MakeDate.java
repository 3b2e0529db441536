package filbert.functions;

import java.time.DateTimeException;
import java.time.LocalDate;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/** A day of its year, month and day of the month; NULL if there is no such day. */
public class MakeDate extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public @DataTypeHint(value = "DATE", bridgedTo = Integer.class) Integer eval(Long year, Long month, Long day) {
        if (year == null || month == null || day == null || year < 1 || year > 9999) {
            return null;
        }
        try {
            return Moment.day(LocalDate.of(year.intValue(), Math.toIntExact(month), Math.toIntExact(day)));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
