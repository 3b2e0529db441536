package filbert.functions;

import java.math.BigInteger;

/**
 * Exponentials, logarithms and angles by addition, multiplication, division and square roots alone.
 *
 * <p>The last bit of {@code Math.exp} and others differs between machines and from Python's. The four operations and
 * the root are exact by IEEE 754, so these functions give the same bits as their twin, {@code elementary.py}, which
 * has the same steps in the same order. Products and sums are carried in pairs of a double and its error.
 *
 * <p>NaN stands for a result that is not finite, or an argument that is not accepted.
 */
final class Elementary {
    private static final double SPLITTER = 134217729.0;
    private static final double ROOT_OF_HALF = 0.7071067811865476;
    private static final double LN2_HIGH = 0.6931471803691238;
    private static final double LN2_LOW = 1.9082149292705877e-10;
    private static final double INVERSE_LN2 = 1.4426950408889634;
    private static final double INVERSE_LN10_HIGH = 0.4342944819032518;
    private static final double INVERSE_LN10_LOW = 1.098319650216765e-17;
    private static final double HIGHEST_EXPONENT = 710.0;
    private static final double LOWEST_EXPONENT = -746.0;

    private static final double LARGEST_ANGLE = 1_000_000.0;
    private static final double HALF_PI = 1.5707963267948966;
    private static final double QUARTER_PI = 0.7853981633974483;
    private static final double HALF_PI_LOW = 6.123233995736766e-17;
    private static final double FIRST_PART = 1.5707963267341256;
    private static final double SECOND_PART = 6.077100506303966e-11;
    private static final double THIRD_PART = 2.0222662487959506e-21;
    private static final double INVERSE_HALF_PI = 0.6366197723675814;
    private static final double SMALL = 1e-8;

    private static final double TWO_TO_54 = 0x1p54;

    /** Coefficients from the highest power down to the constant one. */
    private static final double[] ATANH_TERMS = new double[12];

    private static final double[] EXP_TERMS = new double[16];
    private static final double[] SINE_TERMS = new double[10];
    private static final double[] COSINE_TERMS = new double[9];
    private static final double[] ATAN_TERMS = new double[22];

    static {
        for (int n = 25, at = 0; n > 1; n -= 2, at++) {
            ATANH_TERMS[at] = 1.0 / n;
        }
        for (int n = 17, at = 0; n > 1; n--, at++) {
            EXP_TERMS[at] = 1.0 / factorial(n);
        }
        for (int n = 10, at = 0; n > 0; n--, at++) {
            SINE_TERMS[at] = sign(n) / factorial(2 * n + 1);
        }
        for (int n = 10, at = 0; n > 1; n--, at++) {
            COSINE_TERMS[at] = sign(n) / factorial(2 * n);
        }
        for (int n = 22, at = 0; n > 0; n--, at++) {
            ATAN_TERMS[at] = sign(n) / (2 * n + 1);
        }
    }

    private Elementary() {}

    private static double sign(int n) {
        return n % 2 == 0 ? 1.0 : -1.0;
    }

    /** Rounded once, as Python divides by an integer of any size. */
    private static double factorial(int n) {
        BigInteger product = BigInteger.ONE;
        for (int factor = 2; factor <= n; factor++) {
            product = product.multiply(BigInteger.valueOf(factor));
        }
        return product.doubleValue();
    }

    private static double polynomial(double[] terms, double x) {
        double value = 0.0;
        for (double term : terms) {
            value = value * x + term;
        }
        return value;
    }

    /** What the sum of two numbers leaves out. */
    private static double lostBySum(double a, double b, double total) {
        double part = total - a;
        return (a - (total - part)) + (b - part);
    }

    /** The same where the first number is not smaller than the second. */
    private static double lost(double a, double b, double total) {
        return b - (total - a);
    }

    /** What the product of two numbers leaves out. */
    private static double lostByProduct(double a, double b, double product) {
        double scaled = SPLITTER * a;
        double aHigh = scaled - (scaled - a);
        double aLow = a - aHigh;
        scaled = SPLITTER * b;
        double bHigh = scaled - (scaled - b);
        double bLow = b - bHigh;
        return ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow;
    }

    /** A logarithm as a number and what it leaves out. */
    private record Pair(double high, double low) {}

    private static Pair logarithm(double x) {
        double scaled = x < Double.MIN_NORMAL ? x * TWO_TO_54 : x;
        int exponent = Math.getExponent(scaled) + 1;
        double mantissa = Math.scalb(scaled, -exponent);
        if (scaled != x) {
            exponent -= 54;
        }
        if (mantissa < ROOT_OF_HALF) {
            mantissa *= 2.0;
            exponent -= 1;
        }
        double rest = mantissa - 1.0;
        double divisor = 2.0 + rest;
        double divisorLow = lostBySum(2.0, rest, divisor);
        double first = rest / divisor;
        double product = first * divisor;
        double error = lostByProduct(first, divisor, product);
        double correction = (((rest - product) - error) - first * divisorLow) / divisor;
        double quotient = first + correction;
        double quotientLow = lost(first, correction, quotient);
        double square = quotient * quotient;
        double tail = 2.0 * quotient * (square * polynomial(ATANH_TERMS, square));
        double powers = exponent * LN2_HIGH;
        double high = powers + 2.0 * quotient;
        double low = lostBySum(powers, 2.0 * quotient, high)
                + (exponent * LN2_LOW + (2.0 * quotientLow + tail));
        double total = high + low;
        return new Pair(total, lost(high, low, total));
    }

    private static double exponential(double high, double low) {
        if (high > HIGHEST_EXPONENT) {
            return Double.NaN;
        }
        if (high < LOWEST_EXPONENT) {
            return 0.0;
        }
        int exponent = (int) Math.floor(high * INVERSE_LN2 + 0.5);
        double first = high - exponent * LN2_HIGH;
        double second = -(exponent * LN2_LOW);
        double sum = first + second;
        double sumLow = lostBySum(first, second, sum) + low;
        double rest = sum + sumLow;
        double restLow = lost(sum, sumLow, rest);
        double tail = rest * rest * polynomial(EXP_TERMS, rest);
        double total = 1.0 + rest;
        double error = lost(1.0, rest, total);
        return finite(Math.scalb(total + (error + (restLow * (total + tail) + tail)), exponent));
    }

    private static double finite(double x) {
        return Double.isFinite(x) ? x : Double.NaN;
    }

    static double exp(double x) {
        return exponential(x, 0.0);
    }

    static double ln(double x) {
        if (x <= 0.0) {
            return Double.NaN;
        }
        Pair logarithm = logarithm(x);
        return logarithm.high + logarithm.low;
    }

    static double log10(double x) {
        if (x <= 0.0) {
            return Double.NaN;
        }
        Pair logarithm = logarithm(x);
        double product = logarithm.high * INVERSE_LN10_HIGH;
        double error = lostByProduct(logarithm.high, INVERSE_LN10_HIGH, product);
        return product + (error + (logarithm.high * INVERSE_LN10_LOW + logarithm.low * INVERSE_LN10_HIGH));
    }

    static double log(double base, double x) {
        if (base <= 0.0 || base == 1.0 || x <= 0.0) {
            return Double.NaN;
        }
        Pair logarithm = logarithm(x);
        Pair divisor = logarithm(base);
        double quotient = logarithm.high / divisor.high;
        double product = quotient * divisor.high;
        double error = lostByProduct(quotient, divisor.high, product);
        double rest = ((logarithm.high - product) - error) + (logarithm.low - quotient * divisor.low);
        return quotient + rest / divisor.high;
    }

    static double power(double x, double y) {
        if (y == 0.0 || x == 1.0) {
            return 1.0;
        }
        if (x == 0.0) {
            return y > 0.0 ? 0.0 : Double.NaN;
        }
        if (x < 0.0) {
            if (y != Math.floor(y)) {
                return Double.NaN;
            }
            double size = power(-x, y);
            return Math.abs(y % 2.0) == 1.0 ? -size : size;
        }
        if (y == 1.0) {
            return x;
        }
        if (y == 2.0) {
            return finite(x * x);
        }
        if (y == 0.5) {
            return Math.sqrt(x);
        }
        if (y == -1.0) {
            return finite(1.0 / x);
        }
        Pair logarithm = logarithm(x);
        double product = y * logarithm.high;
        if (product > HIGHEST_EXPONENT) {
            return Double.NaN;
        }
        if (product < LOWEST_EXPONENT) {
            return 0.0;
        }
        return exponential(product, lostByProduct(y, logarithm.high, product) + y * logarithm.low);
    }

    static double sqrt(double x) {
        return x < 0.0 ? Double.NaN : Math.sqrt(x);
    }

    static double sin(double x) {
        return angle(x, 0);
    }

    static double cos(double x) {
        return angle(x, 1);
    }

    static double tan(double x) {
        return sin(x) / cos(x);
    }

    /** The sine of an angle that is so many quarters larger. */
    private static double angle(double x, int more) {
        if (Math.abs(x) > LARGEST_ANGLE) {
            return Double.NaN;
        }
        int quarters = (int) Math.floor(x * INVERSE_HALF_PI + 0.5);
        double first = x - quarters * FIRST_PART;
        double second = -(quarters * SECOND_PART);
        double sum = first + second;
        double sumLow = lostBySum(first, second, sum) - quarters * THIRD_PART;
        double high = sum + sumLow;
        double low = lost(sum, sumLow, high);
        int quarter = Math.floorMod(quarters + more, 4);
        double square = high * high;
        double value = quarter % 2 == 0
                ? high + (low * (1.0 - 0.5 * square) + high * (square * polynomial(SINE_TERMS, square)))
                : 1.0 - (0.5 * square - (square * square * polynomial(COSINE_TERMS, square) - high * low));
        return quarter >= 2 ? -value : value;
    }

    static double atan(double x) {
        double size = Math.abs(x);
        boolean inverted = size > 1.0;
        double part = inverted ? 1.0 / size : size;
        if (part == 1.0) {
            part = QUARTER_PI;
        } else if (part >= SMALL) {
            part /= 1.0 + Math.sqrt(1.0 + part * part);
            double square = part * part;
            part = 2.0 * (part + part * (square * polynomial(ATAN_TERMS, square)));
        }
        if (inverted) {
            part = HALF_PI - (part - HALF_PI_LOW);
        }
        return x < 0.0 ? -part : part;
    }

    static double asin(double x) {
        if (Math.abs(x) > 1.0) {
            return Double.NaN;
        }
        return Math.abs(x) == 1.0 ? HALF_PI * x : atan(x / Math.sqrt((1.0 - x) * (1.0 + x)));
    }

    static double acos(double x) {
        if (Math.abs(x) > 1.0) {
            return Double.NaN;
        }
        return x == -1.0 ? Math.PI : 2.0 * atan(Math.sqrt((1.0 - x) / (1.0 + x)));
    }

    static double atan2(double y, double x) {
        if (x == 0.0) {
            return y == 0.0 ? 0.0 : y > 0.0 ? HALF_PI : -HALF_PI;
        }
        double quotient = y / x;
        double angle = Double.isFinite(quotient) ? atan(quotient) : quotient > 0.0 ? HALF_PI : -HALF_PI;
        if (x > 0.0) {
            return angle;
        }
        return y < 0.0 ? angle - Math.PI : angle + Math.PI;
    }
}
