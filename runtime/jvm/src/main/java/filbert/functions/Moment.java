package filbert.functions;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;

import org.apache.flink.table.data.TimestampData;

/**
 * Calendar arithmetic on times of any zone, as the Python twin {@code moment.py} does it. Instants are milliseconds
 * since 1970, days are days since 1970; null stands for what lies outside the years of the type.
 */
final class Moment {
    static final long DAY = 86_400_000;
    private static final long FIRST_INSTANT = 0;
    private static final long LAST_INSTANT = 253_402_300_799_999L;
    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    /** More units than there are between any two times. */
    private static final long MOST = 1L << 50;

    private Moment() {}

    /** The milliseconds of a time that the language can have; null for any other. */
    static Long instant(TimestampData time) {
        return time == null || time.getMillisecond() < FIRST_INSTANT || time.getMillisecond() > LAST_INSTANT
                ? null
                : Long.valueOf(time.getMillisecond());
    }

    static TimestampData timestamp(long instant) {
        return instant < FIRST_INSTANT || instant > LAST_INSTANT ? null : TimestampData.fromEpochMillis(instant);
    }

    /** A day that the language can have; null for any other. */
    static LocalDate date(Integer day) {
        return day == null || day < FIRST_DAY || day > LAST_DAY ? null : LocalDate.ofEpochDay(day);
    }

    static Integer day(LocalDate date) {
        return date == null || date.toEpochDay() < FIRST_DAY || date.toEpochDay() > LAST_DAY
                ? null
                : Integer.valueOf((int) date.toEpochDay());
    }

    /** The milliseconds of a unit of the clock; 0 for a longer unit. */
    static long clockUnit(String unit) {
        return switch (unit) {
            case "MILLISECOND" -> 1;
            case "SECOND" -> 1_000;
            case "MINUTE" -> 60_000;
            case "HOUR" -> 3_600_000;
            default -> 0;
        };
    }

    private static int months(String unit) {
        return switch (unit) {
            case "MONTH" -> 1;
            case "QUARTER" -> 3;
            case "YEAR" -> 12;
            default -> 0;
        };
    }

    /** A part of a local time; null if there is none of that name. */
    static Long part(String name, LocalDate date, long clock) {
        return switch (name) {
            case "HOUR" -> clock / 3_600_000;
            case "MINUTE" -> clock / 60_000 % 60;
            case "SECOND" -> clock / 1_000 % 60;
            case "MILLISECOND" -> clock % 1_000;
            case "MINUTE_OF_DAY" -> clock / 60_000;
            case "YEAR" -> (long) date.getYear();
            case "ISO_YEAR" -> (long) date.get(IsoFields.WEEK_BASED_YEAR);
            case "QUARTER" -> (date.getMonthValue() + 2) / 3L;
            case "MONTH" -> (long) date.getMonthValue();
            case "WEEK" -> (long) date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case "DAY" -> (long) date.getDayOfMonth();
            case "DAY_OF_YEAR" -> (long) date.getDayOfYear();
            case "DAY_OF_WEEK" -> date.getLong(ChronoField.DAY_OF_WEEK);
            default -> null;
        };
    }

    /** The first day of the unit that holds a day, or of the one so many units later. */
    static LocalDate startOf(String unit, LocalDate date, long number) {
        int size = months(unit);
        if (size > 0) {
            long month = Math.floorDiv(date.getYear() * 12L + date.getMonthValue() - 1, (long) size) * size;
            return LocalDate.of((int) Math.floorDiv(month, 12L), (int) Math.floorMod(month, 12L) + 1, 1)
                    .plusMonths(number * size);
        }
        return switch (unit) {
            case "DAY" -> date.plusDays(number);
            case "WEEK" -> date.minusDays(date.getDayOfWeek().getValue() - 1L).plusWeeks(number);
            default -> null;
        };
    }

    /** A day moved by units; the day of the month is cut to the end of the month. */
    static LocalDate shift(String unit, LocalDate date, long amount) {
        if (amount > MOST || amount < -MOST) {
            return null;
        }
        try {
            return switch (unit) {
                case "DAY" -> date.plusDays(amount);
                case "WEEK" -> date.plusWeeks(amount);
                case "MONTH", "QUARTER", "YEAR" -> date.plusMonths(amount * months(unit));
                default -> null;
            };
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** When the unit that holds a time begins in a zone, or the one so many units later. */
    static Long boundary(String unit, long instant, Zone zone, long number) {
        long local = zone.toLocal(instant);
        long size = clockUnit(unit);
        if (size > 0) {
            return instant - Math.floorMod(local, size) + number * size;
        }
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, DAY));
        LocalDate start = date.getYear() > 9999 ? null : startOf(unit, date, number);
        return start == null || start.getYear() > 9999 ? null : zone.toInstant(start.toEpochDay() * DAY);
    }

    /** The whole units from one day to another; null if there is no such unit. */
    static Long wholeUnits(String unit, LocalDate start, LocalDate end) {
        int size = months(unit);
        if (size > 0) {
            long count = (end.getYear() * 12L + end.getMonthValue() - 1) * 32 + end.getDayOfMonth()
                    - (start.getYear() * 12L + start.getMonthValue() - 1) * 32 - start.getDayOfMonth();
            return count / (32L * size);
        }
        long days = end.toEpochDay() - start.toEpochDay();
        return switch (unit) {
            case "DAY" -> days;
            case "WEEK" -> days / 7;
            default -> null;
        };
    }
}
