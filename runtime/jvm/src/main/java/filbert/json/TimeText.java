package filbert.json;

/**
 * Dates and times of ISO 8601, between text and numbers.
 *
 * <p>A time is {@code 2026-05-28T20:26:40.123Z}: {@code T} or a space; seconds and their fraction may be
 * left out; any number of fraction digits, those after the third cut off, because clocks of microseconds and
 * nanoseconds are common and a millisecond is what Filbert keeps; then {@code Z} or an offset {@code +02:00},
 * {@code +0200} or {@code +02}, never nothing.
 */
public final class TimeText {
    /** Not written like a date or a time. */
    static final long MALFORMED = Long.MIN_VALUE;

    /** Written well, but there is no such day, hour or offset. */
    static final long IMPOSSIBLE = Long.MIN_VALUE + 1;

    /** Beyond the years that a column can hold. */
    static final long OUTSIDE = Long.MIN_VALUE + 2;

    private static final long DAY = 86_400_000L;
    private static final long LAST_MILLISECOND = 253_402_300_799_999L;
    private static final int[] DAYS_OF_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private TimeText() {}

    /** Milliseconds since 1970, or one of the three constants, which are negative. */
    public static long parseTimestamp(byte[] text, int start, int stop) {
        int at = start + 16;
        if (stop < at
                || !dateShaped(text, start)
                || text[start + 10] != 'T' && text[start + 10] != ' '
                || text[start + 13] != ':') {
            return MALFORMED;
        }
        int hour = number(text, start + 11, 2);
        int minute = number(text, start + 14, 2);
        int second = 0;
        int millisecond = 0;
        if (at < stop && text[at] == ':') {
            if (at + 3 > stop) {
                return MALFORMED;
            }
            second = number(text, at + 1, 2);
            at += 3;
            if (at < stop && text[at] == '.') {
                int fraction = ++at;
                while (at < stop && text[at] >= '0' && text[at] <= '9') {
                    if (at < fraction + 3) {
                        millisecond = millisecond * 10 + text[at] - '0';
                    }
                    at++;
                }
                if (at == fraction) {
                    return MALFORMED;
                }
                for (int missing = at; missing < fraction + 3; missing++) {
                    millisecond *= 10;
                }
            }
        }
        if (hour < 0 || minute < 0 || second < 0 || at == stop) {
            return MALFORMED;
        }
        int offset = offsetMinutes(text, at, stop);
        if (offset == Integer.MIN_VALUE) {
            return MALFORMED;
        }
        long day = day(text, start);
        if (day == IMPOSSIBLE || hour > 23 || minute > 59 || second > 59 || offset == Integer.MAX_VALUE) {
            return IMPOSSIBLE;
        }
        return inDomain(day * DAY + ((hour * 60L + minute - offset) * 60L + second) * 1000L + millisecond);
    }

    /** The same milliseconds if they lie in the years 1970 to 9999, else OUTSIDE. */
    static long inDomain(long milliseconds) {
        return milliseconds >= 0 && milliseconds <= LAST_MILLISECOND ? milliseconds : OUTSIDE;
    }

    /** Days since 1970, or one of the three constants. */
    static long parseDate(byte[] text, int start, int stop) {
        if (stop - start != 10 || !dateShaped(text, start)) {
            return MALFORMED;
        }
        return number(text, start, 4) == 0 ? OUTSIDE : day(text, start);
    }

    /** Minutes east; MIN_VALUE when malformed, MAX_VALUE when there is no such offset. */
    private static int offsetMinutes(byte[] text, int at, int stop) {
        int length = stop - at;
        if (length == 1 && text[at] == 'Z') {
            return 0;
        }
        boolean colon = length == 6 && text[at + 3] == ':';
        if (text[at] != '+' && text[at] != '-' || length != 3 && length != 5 && !colon) {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, at + 1, 2);
        int minutes = length == 3 ? 0 : number(text, stop - 2, 2);
        if (hours < 0 || minutes < 0) {
            return Integer.MIN_VALUE;
        }
        if (hours > 23 || minutes > 59) {
            return Integer.MAX_VALUE;
        }
        return text[at] == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
    }

    private static boolean dateShaped(byte[] text, int start) {
        return text[start + 4] == '-'
                && text[start + 7] == '-'
                && number(text, start, 4) >= 0
                && number(text, start + 5, 2) >= 0
                && number(text, start + 8, 2) >= 0;
    }

    private static long day(byte[] text, int start) {
        int year = number(text, start, 4);
        int month = number(text, start + 5, 2);
        int day = number(text, start + 8, 2);
        if (month < 1 || month > 12 || day < 1) {
            return IMPOSSIBLE;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (day > DAYS_OF_MONTH[month - 1] + (leap && month == 2 ? 1 : 0)) {
            return IMPOSSIBLE;
        }
        return daysSince1970(year, month, day);
    }

    /** Years that begin in March put the leap day at their end; 400 of them are 146,097 days. */
    private static long daysSince1970(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int era = Math.floorDiv(marchYear, 400);
        int yearOfEra = marchYear - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    /** The digits' value, or −1 if one of them is none. */
    private static int number(byte[] text, int start, int length) {
        int value = 0;
        for (int at = start; at < start + length; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Writes {@code 2026-05-28T20:26:40.123Z}, 24 bytes. */
    static void writeTimestamp(long milliseconds, byte[] target, int at) {
        long day = Math.floorDiv(milliseconds, DAY);
        int rest = (int) Math.floorMod(milliseconds, DAY);
        writeDate(day, target, at);
        target[at + 10] = 'T';
        write(rest / 3_600_000, 2, target, at + 11);
        target[at + 13] = ':';
        write(rest / 60_000 % 60, 2, target, at + 14);
        target[at + 16] = ':';
        write(rest / 1000 % 60, 2, target, at + 17);
        target[at + 19] = '.';
        write(rest % 1000, 3, target, at + 20);
        target[at + 23] = 'Z';
    }

    /** Writes {@code 2026-05-28}, 10 bytes. */
    static void writeDate(long day, byte[] target, int at) {
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) (shifted - era * 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        write(year, 4, target, at);
        target[at + 4] = '-';
        write(month, 2, target, at + 5);
        target[at + 7] = '-';
        write(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2, target, at + 8);
    }

    private static void write(int value, int length, byte[] target, int at) {
        int rest = value;
        for (int place = at + length - 1; place >= at; place--) {
            target[place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
