package filbert.state;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact quotients rounded once to a double, half to even, as Python divides whole numbers. */
public final class Rounding {

    private static final int PRECISION = 53;
    private static final int SMALLEST_EXPONENT = -1074;

    private Rounding() {}

    /** An exact number divided by a positive count. */
    static double quotient(BigDecimal dividend, long count) {
        BigInteger unscaled = dividend.unscaledValue();
        BigInteger divisor = BigInteger.valueOf(count);
        if (dividend.scale() > 0) {
            divisor = divisor.multiply(BigInteger.TEN.pow(dividend.scale()));
        } else {
            unscaled = unscaled.multiply(BigInteger.TEN.pow(-dividend.scale()));
        }
        return quotient(unscaled, divisor);
    }

    /** A whole number divided by a positive one; infinite when beyond the largest double. */
    public static double quotient(BigInteger dividend, BigInteger divisor) {
        if (dividend.signum() == 0) {
            return 0;
        }
        BigInteger magnitude = dividend.abs();
        // So many bits after the point that the quotient has a few more than the result keeps.
        int shift = PRECISION + 3 - (magnitude.bitLength() - divisor.bitLength());
        shift = Math.min(shift, 3 - SMALLEST_EXPONENT);
        BigInteger[] parts =
                shift >= 0
                        ? magnitude.shiftLeft(shift).divideAndRemainder(divisor)
                        : magnitude.divideAndRemainder(divisor.shiftLeft(-shift));
        BigInteger quotient = parts[0];
        boolean exact = parts[1].signum() == 0;
        int exponent = Math.max(quotient.bitLength() - PRECISION - shift, SMALLEST_EXPONENT);
        int dropped = exponent + shift;
        BigInteger kept = quotient.shiftRight(dropped);
        BigInteger rest = quotient.subtract(kept.shiftLeft(dropped));
        int half = rest.compareTo(BigInteger.ONE.shiftLeft(dropped - 1));
        if (half > 0 || half == 0 && (!exact || kept.testBit(0))) {
            kept = kept.add(BigInteger.ONE);
        }
        double result = Math.scalb(kept.doubleValue(), exponent);
        return dividend.signum() < 0 ? -result : result;
    }
}
