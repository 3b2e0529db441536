package filbert.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

import org.apache.flink.table.data.DecimalData;

/**
 * A number as it is written in JSON, and its exact value: ± digits × 10^scale.
 *
 * <p>One instance is used again and again. Nothing here costs more than the text is long, whatever its
 * exponent: {@code 1e999999999} is never spelled out.
 */
final class NumberLiteral {
    /** What a column of whole numbers or of decimals says to a number that it cannot hold. */
    enum Misfit {
        NOT_WHOLE,
        OUT_OF_RANGE,
        FRACTION_DIGITS,
        INTEGER_DIGITS
    }

    /** As many digits as always fit a long. */
    private static final int LONG_DIGITS = 18;

    private static final int EXPONENT_LIMIT = 1_000_000_000;

    /** The powers of ten that a double holds exactly. */
    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19, 1e20, 1e21, 1e22
    };

    private static final long[] POWERS = new long[LONG_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int power = 1; power < POWERS.length; power++) {
            POWERS[power] = POWERS[power - 1] * 10;
        }
    }

    private byte[] bytes;
    private int start;
    private int stop;
    private boolean negative;

    /** The significant digits as a number, meaningful up to LONG_DIGITS of them. */
    private long significand;

    /** Digits from the first one that is not zero. */
    private int digits;

    private int scale;

    private Misfit misfit;

    /**
     * Reads the number at {@code from}.
     *
     * @return the index after it, or {@code ~index} of the byte where a digit should be
     */
    int scan(byte[] source, int from, int end) {
        bytes = source;
        start = from;
        significand = 0;
        digits = 0;
        scale = 0;
        int at = from;
        negative = at < end && source[at] == '-';
        if (negative) {
            at++;
        }
        int whole = at;
        at = digits(at, end);
        if (at == whole) {
            return ~at;
        }
        if (source[whole] == '0' && at > whole + 1) {
            // A leading zero is a number by itself; what follows is judged by whoever reads on.
            at = whole + 1;
            significand = 0;
            digits = 0;
            stop = at;
            return at;
        }
        if (at < end && source[at] == '.') {
            int fraction = ++at;
            at = digits(at, end);
            if (at == fraction) {
                return ~at;
            }
            scale = fraction - at;
        }
        if (at < end && (source[at] == 'e' || source[at] == 'E')) {
            at = exponent(at + 1, end);
        }
        stop = at;
        return at;
    }

    private int digits(int from, int end) {
        byte[] source = bytes;
        long value = significand;
        int count = digits;
        int at = from;
        while (at < end) {
            int digit = source[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            if (count > 0 || digit > 0) {
                count++;
            }
            at++;
        }
        significand = value;
        digits = count;
        return at;
    }

    private int exponent(int from, int end) {
        int at = from;
        boolean down = at < end && bytes[at] == '-';
        if (down || at < end && bytes[at] == '+') {
            at++;
        }
        int first = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = Math.min(EXPONENT_LIMIT, value * 10 + (bytes[at] - '0'));
            at++;
        }
        if (at == first) {
            return ~at;
        }
        scale += (int) (down ? -value : value);
        return at;
    }

    /** The literal as it stands in the record. */
    String text() {
        return new String(bytes, start, stop - start, StandardCharsets.US_ASCII);
    }

    int start() {
        return start;
    }

    int stop() {
        return stop;
    }

    /** Why the last {@link #fitsLong} or {@link #toDecimal} said no. */
    Misfit misfit() {
        return misfit;
    }

    /** The nearest double, ties to even; infinite beyond the largest one. Zero has no sign. */
    double toDouble() {
        double value;
        if (digits <= LONG_DIGITS && significand <= 1L << 53 && scale >= -22 && scale <= 22) {
            // Both operands are exact, so the one rounding of the operation is the right one.
            value = scale < 0 ? significand / EXACT_POWERS[-scale] : significand * EXACT_POWERS[scale];
            if (negative) {
                value = -value;
            }
        } else {
            value = Double.parseDouble(text());
        }
        return value == 0 ? 0.0 : value;
    }

    /** Whether this is a whole number of 64 bits, in whatever way it is written: 1000, 1e3, 1000.0. */
    boolean fitsLong() {
        if (digits <= LONG_DIGITS) {
            long value = significand;
            int power = scale;
            while (power < 0 && value != 0) {
                if (value % 10 != 0) {
                    misfit = Misfit.NOT_WHOLE;
                    return false;
                }
                value /= 10;
                power++;
            }
            while (power > 0 && value != 0) {
                if (value > Long.MAX_VALUE / 10) {
                    // A value of less than 19 digits times ten is never −2^63.
                    misfit = Misfit.OUT_OF_RANGE;
                    return false;
                }
                value *= 10;
                power--;
            }
            significand = value;
            return true;
        }
        String text = significantDigits();
        int power = scale + digits - text.length();
        if (power < 0) {
            misfit = Misfit.NOT_WHOLE;
            return false;
        }
        if (text.length() + power > LONG_DIGITS + 1) {
            misfit = Misfit.OUT_OF_RANGE;
            return false;
        }
        BigInteger value = new BigInteger(text).multiply(BigInteger.TEN.pow(power));
        if ((negative ? value.negate() : value).bitLength() > 63) {
            misfit = Misfit.OUT_OF_RANGE;
            return false;
        }
        significand = value.longValue();
        return true;
    }

    /** The whole number, after {@link #fitsLong} said yes. */
    long toLong() {
        return negative ? -significand : significand;
    }

    /** The decimal, or null if it would have to be rounded or has too many digits. */
    DecimalData toDecimal(int precision, int fraction) {
        if (digits <= LONG_DIGITS && precision <= LONG_DIGITS) {
            return shortDecimal(precision, fraction);
        }
        if (digits == 0) {
            return DecimalData.zero(precision, fraction);
        }
        String text = significantDigits();
        int power = scale + digits - text.length();
        if (-power > fraction) {
            misfit = Misfit.FRACTION_DIGITS;
            return null;
        }
        if ((long) text.length() + power > precision - fraction) {
            misfit = Misfit.INTEGER_DIGITS;
            return null;
        }
        BigDecimal value = new BigDecimal(new BigInteger(text), -power);
        return DecimalData.fromBigDecimal((negative ? value.negate() : value).setScale(fraction), precision, fraction);
    }

    private DecimalData shortDecimal(int precision, int fraction) {
        long value = significand;
        int power = scale + fraction;
        int count = digits;
        while (power < 0 && value != 0) {
            if (value % 10 != 0) {
                misfit = Misfit.FRACTION_DIGITS;
                return null;
            }
            value /= 10;
            power++;
            count--;
        }
        if (value == 0) {
            return DecimalData.fromUnscaledLong(0, precision, fraction);
        }
        if ((long) count + power > precision) {
            misfit = Misfit.INTEGER_DIGITS;
            return null;
        }
        value *= POWERS[power];
        return DecimalData.fromUnscaledLong(negative ? -value : value, precision, fraction);
    }

    /** The digits from the first to the last that is not zero. */
    private String significantDigits() {
        StringBuilder text = new StringBuilder(digits);
        for (int at = start; at < stop && bytes[at] != 'e' && bytes[at] != 'E'; at++) {
            boolean leading = bytes[at] == '0' && text.length() == 0;
            if (bytes[at] >= '0' && bytes[at] <= '9' && !leading) {
                text.append((char) bytes[at]);
            }
        }
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == '0') {
            length--;
        }
        text.setLength(length);
        return text.toString();
    }
}
