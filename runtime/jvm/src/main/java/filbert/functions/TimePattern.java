package filbert.functions;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A pattern of times such as {@code dd.MM.yyyy HH:mm}, as the Python twin {@code time_pattern.py} has it, which also
 * checks that a pattern makes sense. Both read strictly: two digits are two digits.
 */
final class TimePattern {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final List<String> WEEKDAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final String LETTERS = "yMdHhmsSaEX";

    private final String text;
    private final List<String> fields;

    /** What was read: a local time in milliseconds, and the milliseconds that it is ahead of UTC if the text says so. */
    record Found(long local, Long offset) {}

    private TimePattern(String text, List<String> fields) {
        this.text = text;
        this.fields = fields;
    }

    static TimePattern of(String text) {
        List<String> fields = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            char letter = text.charAt(start);
            int end = start + 1;
            while (LETTERS.indexOf(letter) >= 0 && end < text.length() && text.charAt(end) == letter) {
                end++;
            }
            fields.add(text.substring(start, end));
            start = end;
        }
        return new TimePattern(text, fields);
    }

    String text() {
        return text;
    }

    /** Writes a local time: its day, the milliseconds of that day, and the milliseconds that it is ahead of UTC. */
    String format(LocalDate date, long clock, long offset) {
        StringBuilder result = new StringBuilder();
        long hour = clock / 3_600_000;
        for (String field : fields) {
            switch (field) {
                case "yyyy" -> pad(result, date.getYear(), 4);
                case "yy" -> pad(result, date.getYear() % 100, 2);
                case "MMM" -> result.append(MONTHS.get(date.getMonthValue() - 1));
                case "MM", "M" -> pad(result, date.getMonthValue(), field.length());
                case "dd", "d" -> pad(result, date.getDayOfMonth(), field.length());
                case "HH", "H" -> pad(result, hour, field.length());
                case "hh", "h" -> pad(result, hour % 12 == 0 ? 12 : hour % 12, field.length());
                case "mm" -> pad(result, clock / 60_000 % 60, 2);
                case "ss" -> pad(result, clock / 1_000 % 60, 2);
                case "SSS" -> pad(result, clock % 1_000, 3);
                case "a" -> result.append(hour < 12 ? "AM" : "PM");
                case "EEE" -> result.append(WEEKDAYS.get(date.getDayOfWeek().getValue() - 1));
                case "XXX" -> offset(result, Math.floorDiv(offset, 60_000L));
                default -> result.append(field);
            }
        }
        return result.toString();
    }

    private static void pad(StringBuilder result, long number, int width) {
        String digits = Long.toString(number);
        result.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }

    private static void offset(StringBuilder result, long minutes) {
        if (minutes == 0) {
            result.append('Z');
            return;
        }
        result.append(minutes < 0 ? '-' : '+');
        pad(result, Math.abs(minutes) / 60, 2);
        result.append(':');
        pad(result, Math.abs(minutes) % 60, 2);
    }

    /** Reads a text from its first to its last character; null if it does not fit. */
    Found parse(String source) {
        int year = 1970;
        int month = 1;
        int day = 1;
        int hour = 0;
        int half = -1;
        boolean halves = false;
        long rest = 0;
        Long offset = null;
        int at = 0;
        for (String field : fields) {
            int[] number = new int[2];
            switch (field) {
                case "yyyy" -> at = digits(source, at, 4, 4, number);
                case "SSS" -> at = digits(source, at, 3, 3, number);
                case "yy", "MM", "dd", "HH", "hh", "mm", "ss" -> at = digits(source, at, 2, 2, number);
                case "M", "d", "H", "h" -> at = digits(source, at, 1, 2, number);
                case "MMM" -> {
                    number[0] = at + 3 <= source.length() ? named(MONTHS, source.substring(at, at + 3)) + 1 : 0;
                    at = number[0] == 0 ? -1 : at + 3;
                }
                case "a" -> {
                    number[0] = at + 2 <= source.length() ? named(List.of("AM", "PM"), source.substring(at, at + 2)) : -1;
                    at = number[0] < 0 ? -1 : at + 2;
                }
                case "XXX" -> at = zone(source, at, number);
                default -> at = source.startsWith(field, at) ? at + field.length() : -1;
            }
            if (at < 0) {
                return null;
            }
            switch (field) {
                case "yyyy" -> year = number[0];
                case "yy" -> year = 2000 + number[0];
                case "MM", "M", "MMM" -> month = number[0];
                case "dd", "d" -> day = number[0];
                case "HH", "H" -> hour = number[0];
                case "hh", "h" -> {
                    hour = number[0];
                    halves = true;
                }
                case "mm" -> rest += checked(number[0], 59) * 60_000;
                case "ss" -> rest += checked(number[0], 59) * 1_000;
                case "SSS" -> rest += number[0];
                case "a" -> half = number[0];
                case "XXX" -> offset = number[0] * 60_000L;
                default -> { }
            }
        }
        if (halves) {
            if (hour < 1 || hour > 12) {
                return null;
            }
            hour = hour % 12 + 12 * Math.max(half, 0);
        }
        if (at != source.length() || hour > 23 || rest >= 3_600_000 || year < 1) {
            return null;
        }
        try {
            return new Found(LocalDate.of(year, month, day).toEpochDay() * Moment.DAY + hour * 3_600_000L + rest, offset);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A number within its limit; one beyond it becomes too large for an hour. */
    private static long checked(int number, int most) {
        return number <= most ? number : 3_600_000;
    }

    /** Reads digits into {@code number}, returns the place after them, or -1. */
    private static int digits(String source, int at, int least, int most, int[] number) {
        int end = at;
        while (end < source.length() && end - at < most && source.charAt(end) >= '0' && source.charAt(end) <= '9') {
            number[0] = number[0] * 10 + source.charAt(end) - '0';
            end++;
        }
        return end - at < least ? -1 : end;
    }

    /** Reads Z or an offset such as +02:00 as minutes. */
    private static int zone(String source, int at, int[] number) {
        if (source.startsWith("Z", at)) {
            return at + 1;
        }
        if (at >= source.length() || source.charAt(at) != '+' && source.charAt(at) != '-') {
            return -1;
        }
        int[] hours = new int[1];
        int[] minutes = new int[1];
        int colon = digits(source, at + 1, 2, 2, hours);
        if (colon < 0 || !source.startsWith(":", colon)) {
            return -1;
        }
        int end = digits(source, colon + 1, 2, 2, minutes);
        if (end < 0 || hours[0] > 14 || minutes[0] > 59) {
            return -1;
        }
        number[0] = (hours[0] * 60 + minutes[0]) * (source.charAt(at) == '-' ? -1 : 1);
        return end;
    }

    private static int named(List<String> names, String word) {
        for (int number = 0; number < names.size(); number++) {
            if (names.get(number).toLowerCase(Locale.ROOT).equals(lower(word))) {
                return number;
            }
        }
        return -1;
    }

    /** Small letters of ASCII alone. */
    private static String lower(String word) {
        StringBuilder result = new StringBuilder(word);
        for (int at = 0; at < word.length(); at++) {
            if (word.charAt(at) >= 'A' && word.charAt(at) <= 'Z') {
                result.setCharAt(at, (char) (word.charAt(at) + 'a' - 'A'));
            }
        }
        return result.toString();
    }
}
