package filbert.state;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * The exact sum of finite doubles, from which values can be taken away again without a trace.
 *
 * <p>The sum is kept as doubles of decreasing size that do not overlap, after J. R. Shewchuk, "Adaptive Precision
 * Floating-Point Arithmetic and Fast Robust Geometric Predicates", Discrete and Computational Geometry 18 (1997),
 * Grow-Expansion. Rounded it is what Python's {@code math.fsum} gives, whatever the order of the values.
 *
 * <p>Values of 2^960 and more are summed apart and scaled down, so that no sum on the way can overflow: fewer than
 * 2^63 values below 2^960 stay below 2^1023.
 */
public final class ExactSum {

    private static final double HUGE = 0x1p960;
    private static final double SCALE = 0x1p-128;
    private static final BigDecimal UNSCALE = new BigDecimal(0x1p128);
    private static final double[] NONE = {};

    /** Outside these the remainder of a division may lose bits, and the exact way through BigInteger is taken. */
    private static final double SAFE_SMALLEST = 0x1p-800;

    private static final double SAFE_LARGEST = 0x1p1000;

    private double[] parts = NONE;
    private int size;
    private double[] huge = NONE;
    private int hugeSize;

    public void add(double value) {
        if (Math.abs(value) < HUGE) {
            if (size == parts.length) {
                parts = Arrays.copyOf(parts, size + 2);
            }
            size = grow(parts, size, value);
        } else {
            if (hugeSize == huge.length) {
                huge = Arrays.copyOf(huge, hugeSize + 2);
            }
            hugeSize = grow(huge, hugeSize, value * SCALE);
        }
    }

    void add(ExactSum other) {
        add(other, 1);
    }

    void remove(ExactSum other) {
        add(other, -1);
    }

    private void add(ExactSum other, double sign) {
        for (int i = 0; i < other.size; i++) {
            // Parts of a sum of many can themselves be large; they are below 2^1023 and stay in place.
            if (size == parts.length) {
                parts = Arrays.copyOf(parts, size + 2);
            }
            size = grow(parts, size, sign * other.parts[i]);
        }
        for (int i = 0; i < other.hugeSize; i++) {
            if (hugeSize == huge.length) {
                huge = Arrays.copyOf(huge, hugeSize + 2);
            }
            hugeSize = grow(huge, hugeSize, sign * other.huge[i]);
        }
    }

    private static int grow(double[] parts, int size, double value) {
        double carried = value;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            double part = parts[i];
            double larger = carried;
            double smaller = part;
            if (Math.abs(carried) < Math.abs(part)) {
                larger = part;
                smaller = carried;
            }
            carried = larger + smaller;
            double lost = smaller - (carried - larger);
            if (lost != 0) {
                parts[kept++] = lost;
            }
        }
        if (carried != 0) {
            parts[kept++] = carried;
        }
        return kept;
    }

    /** The sum rounded once; infinite when it is beyond the largest double. Zero is positive. */
    public double value() {
        if (hugeSize > 0) {
            return exact().doubleValue() + 0.0;
        }
        if (size == 0) {
            return 0;
        }
        return round(parts, size);
    }

    /** The sum divided by a count, rounded once. Zero is positive. */
    public double average(long count) {
        if (hugeSize == 0 && size <= 1) {
            return size == 0 ? 0 : parts[0] / count + 0.0;
        }
        if (hugeSize == 0) {
            double quotient = round(parts, size) / count;
            double magnitude = Math.abs(quotient);
            if (magnitude > SAFE_SMALLEST && magnitude < SAFE_LARGEST) {
                return nearestQuotient(quotient, count);
            }
        }
        BigDecimal exact = exact();
        return Rounding.quotient(exact, count) + 0.0;
    }

    /** A sum of doubles rounded to nearest, ties to even; after CPython's math_fsum. */
    private static double round(double[] parts, int size) {
        int next = size - 1;
        double high = parts[next];
        double low = 0;
        while (next > 0) {
            double larger = high;
            double smaller = parts[--next];
            high = larger + smaller;
            low = smaller - (high - larger);
            if (low != 0) {
                break;
            }
        }
        // What is left below decides a tie.
        if (next > 0 && low != 0 && Math.signum(low) == Math.signum(parts[next - 1])) {
            double doubled = low * 2;
            double candidate = high + doubled;
            if (doubled == candidate - high) {
                high = candidate;
            }
        }
        return high;
    }

    /** Corrects a quotient that is at most one unit off, by the sign of the exact remainder beyond half a unit. */
    private double nearestQuotient(double quotient, long count) {
        double divisor = count;
        double product = quotient * divisor;
        double rest = Math.fma(quotient, divisor, -product);
        double[] remainder = Arrays.copyOf(parts, size + 4);
        int remaining = grow(remainder, size, -product);
        remaining = grow(remainder, remaining, -rest);
        if (remaining == 0) {
            return quotient;
        }
        boolean above = remainder[remaining - 1] > 0;
        double neighbour = above ? Math.nextUp(quotient) : Math.nextDown(quotient);
        // |remainder| against half the gap, times the count: both sides doubled and exact.
        double gap = (neighbour - quotient) * divisor;
        double[] twice = Arrays.copyOf(remainder, remaining + 4);
        for (int i = 0; i < remaining; i++) {
            twice[i] *= 2;
        }
        int left = grow(twice, remaining, -gap);
        double sign = left == 0 ? 0 : Math.signum(twice[left - 1]) * (above ? 1 : -1);
        if (sign == 0) {
            return (Double.doubleToRawLongBits(quotient) & 1) == 0 ? quotient : neighbour;
        }
        return sign > 0 ? neighbour : quotient;
    }

    private BigDecimal exact() {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < hugeSize; i++) {
            sum = sum.add(new BigDecimal(huge[i]));
        }
        sum = sum.multiply(UNSCALE);
        for (int i = 0; i < size; i++) {
            sum = sum.add(new BigDecimal(parts[i]));
        }
        return sum;
    }

    boolean isEmpty() {
        return size == 0 && hugeSize == 0;
    }

    ExactSum copy() {
        ExactSum copy = new ExactSum();
        copy.parts = Arrays.copyOf(parts, size);
        copy.size = size;
        copy.huge = Arrays.copyOf(huge, hugeSize);
        copy.hugeSize = hugeSize;
        return copy;
    }

    void write(ByteWriter out) {
        out.count(size);
        out.reals(parts, 0, size);
        out.count(hugeSize);
        out.reals(huge, 0, hugeSize);
    }

    static ExactSum read(ByteReader in) {
        ExactSum sum = new ExactSum();
        sum.size = in.size();
        sum.parts = new double[sum.size + 2];
        in.reals(sum.parts, sum.size);
        sum.hugeSize = in.size();
        if (sum.hugeSize > 0) {
            sum.huge = new double[sum.hugeSize + 2];
            in.reals(sum.huge, sum.hugeSize);
        }
        return sum;
    }
}
