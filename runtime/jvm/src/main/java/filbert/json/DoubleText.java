package filbert.json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The shortest decimal text that reads back as the same double, and the nearest of these; laid out as Python's
 * {@code repr} does it: {@code 0.1}, {@code 12345.0}, {@code 1e-05}, {@code 1.5e+16}.
 *
 * <p>{@code Double.toString} is not it: before JDK 19 it writes 2e23 as 1.9999999999999998E23, and later ones
 * still write 4.9E-324 for 5e-324. The digits are found by the algorithm of Raffaello Giulietti's paper "The
 * Schubfach way to render doubles": the shortest one is among four candidates around the value, scaled by a power
 * of ten that is known to 126 bits.
 */
public final class DoubleText {
    /** The longest text, as in -1.2345678901234567e-308. */
    static final int MAX_LENGTH = 26;

    private static final int FRACTION_BITS = 52;
    private static final long HIDDEN_BIT = 1L << FRACTION_BITS;
    private static final int MIN_EXPONENT = -1074;

    /** Powers of ten 10^-k lie at index k - LEAST_POWER. */
    private static final int LEAST_POWER = -324;

    private static final int GREATEST_POWER = 292;

    private static final long[] HIGH = new long[GREATEST_POWER - LEAST_POWER + 1];
    private static final long[] LOW = new long[GREATEST_POWER - LEAST_POWER + 1];

    private static final long MASK_63 = (1L << 63) - 1;

    static {
        for (int power = LEAST_POWER; power <= GREATEST_POWER; power++) {
            BigInteger factor = scaled(-power);
            HIGH[power - LEAST_POWER] = factor.shiftRight(63).longValue();
            LOW[power - LEAST_POWER] = factor.longValue() & MASK_63;
        }
    }

    private DoubleText() {}

    /** 10^power as a number of 126 bits: floor(10^power × 2^-r) + 1. */
    private static BigInteger scaled(int power) {
        int shift = floorLog2OfPowerOfTen(power) - 125;
        BigInteger ten = BigInteger.TEN.pow(Math.abs(power));
        BigInteger floor;
        if (power >= 0) {
            floor = shift >= 0 ? ten.shiftRight(shift) : ten.shiftLeft(-shift);
        } else {
            floor = BigInteger.ONE.shiftLeft(-shift).divide(ten);
        }
        return floor.add(BigInteger.ONE);
    }

    /** floor(log2(10^power)), for powers from -330 to 330. */
    private static int floorLog2OfPowerOfTen(int power) {
        return (int) (power * 913_124_641_741L >> 38);
    }

    /** floor(log10(2^exponent)). */
    private static int floorLog10OfPowerOfTwo(int exponent) {
        return (int) (exponent * 661_971_961_083L >> 41);
    }

    /** floor(log10(3/4 × 2^exponent)). */
    private static int floorLog10OfThreeQuarters(int exponent) {
        return (int) (exponent * 661_971_961_083L - 274_743_187_321L >> 41);
    }

    /** The text of a finite double. */
    public static String of(double value) {
        byte[] target = new byte[MAX_LENGTH];
        return new String(target, 0, write(value, target, 0), StandardCharsets.US_ASCII);
    }

    /** Writes the text of a finite double at {@code at}, where MAX_LENGTH bytes are free; returns the index after it. */
    static int write(double value, byte[] target, int at) {
        int to = at;
        long bits = Double.doubleToRawLongBits(value);
        if (bits < 0) {
            target[to++] = '-';
        }
        double size = Math.abs(value);
        if (size == 0) {
            return layout(0, 0, target, to);
        }
        if (size >= 1e-3 && size < 1e9) {
            // Most values of a business have few digits: 12.5 is 12500000 millionths.
            long millionths = Math.round(size * 1e6);
            if (millionths / 1e6 == size && millionths < 1_000_000_000_000_000L) {
                return layout(millionths, -6, target, to);
            }
        }
        return shortest(bits & Long.MAX_VALUE, target, to);
    }

    private static int shortest(long bits, byte[] target, int at) {
        int biased = (int) (bits >>> FRACTION_BITS);
        long fraction = bits & HIDDEN_BIT - 1;
        // The value is significand × 2^exponent.
        long significand = biased == 0 ? fraction : HIDDEN_BIT | fraction;
        int exponent = biased == 0 ? MIN_EXPONENT : MIN_EXPONENT - 1 + biased;
        boolean regular = fraction != 0 || biased <= 1;

        int out = (int) significand & 1;
        long middle = significand << 2;
        long right = middle + 2;
        long left = regular ? middle - 2 : middle - 1;
        int power = regular ? floorLog10OfPowerOfTwo(exponent) : floorLog10OfThreeQuarters(exponent);
        int shift = exponent + floorLog2OfPowerOfTen(-power) + 2;
        long high = HIGH[power - LEAST_POWER];
        long low = LOW[power - LEAST_POWER];
        long scaledMiddle = roundToOdd(high, low, middle << shift);
        long scaledLeft = roundToOdd(high, low, left << shift);
        long scaledRight = roundToOdd(high, low, right << shift);

        long digits = scaledMiddle >> 2;
        if (digits >= 10) {
            long lower = digits / 10 * 10;
            long upper = lower + 10;
            boolean lowerIn = scaledLeft + out <= lower << 2;
            boolean upperIn = (upper << 2) + out <= scaledRight;
            if (lowerIn != upperIn) {
                return layout(lowerIn ? lower : upper, power, target, at);
            }
        }
        long next = digits + 1;
        boolean digitsIn = scaledLeft + out <= digits << 2;
        boolean nextIn = (next << 2) + out <= scaledRight;
        if (digitsIn != nextIn) {
            return layout(digitsIn ? digits : next, power, target, at);
        }
        long side = scaledMiddle - (digits + next << 1);
        boolean down = side < 0 || side == 0 && (digits & 1) == 0;
        return layout(down ? digits : next, power, target, at);
    }

    /** floor(factor × 2^-127 × value), its lowest bit set if anything was cut off. */
    private static long roundToOdd(long high, long low, long value) {
        long lowProduct = Math.multiplyHigh(low, value);
        long middle = high * value;
        long highProduct = Math.multiplyHigh(high, value);
        long sum = (middle >>> 1) + lowProduct;
        long result = highProduct + (sum >>> 63);
        return result | (sum & MASK_63) + MASK_63 >>> 63;
    }

    /** Writes digits × 10^power as Python does. */
    private static int layout(long digits, int power, byte[] target, int at) {
        long rest = digits;
        int scale = power;
        while (rest != 0 && rest % 10 == 0) {
            rest /= 10;
            scale++;
        }
        int count = rest == 0 ? 1 : 0;
        for (long left = rest; left != 0; left /= 10) {
            count++;
        }
        // The point stands after this many digits.
        int point = rest == 0 ? 1 : count + scale;
        if (point > 16 || point < -3) {
            return exponential(rest, count, point - 1, target, at);
        }
        if (point <= 0) {
            int to = at;
            target[to++] = '0';
            target[to++] = '.';
            for (int zero = point; zero < 0; zero++) {
                target[to++] = '0';
            }
            put(rest, target, to, count);
            return to + count;
        }
        if (count <= point) {
            put(rest, target, at, count);
            int to = at + count;
            for (int zero = count; zero < point; zero++) {
                target[to++] = '0';
            }
            target[to++] = '.';
            target[to++] = '0';
            return to;
        }
        put(rest, target, at + 1, count);
        System.arraycopy(target, at + 1, target, at, point);
        target[at + point] = '.';
        return at + count + 1;
    }

    private static int exponential(long digits, int count, int exponent, byte[] target, int at) {
        int to = at;
        if (count == 1) {
            target[to++] = (byte) ('0' + digits);
        } else {
            put(digits, target, to + 1, count);
            target[to] = target[to + 1];
            target[to + 1] = '.';
            to += count + 1;
        }
        target[to++] = 'e';
        target[to++] = (byte) (exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        int places = size < 100 ? 2 : 3;
        put(size, target, to, places);
        return to + places;
    }

    private static void put(long digits, byte[] target, int at, int count) {
        long rest = digits;
        for (int place = at + count - 1; place >= at; place--) {
            target[place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
