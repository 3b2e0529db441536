package filbert.functions;

import java.math.BigInteger;

import org.apache.flink.table.functions.ScalarFunction;

/** The range of one width that a whole number lies in, cut to what a BIGINT can be. */
public class MaskRange extends ScalarFunction {
    private static final long serialVersionUID = 1L;
    private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);

    public String eval(Long number, Long width) {
        if (number == null || width == null || width < 1) {
            return null;
        }
        BigInteger size = BigInteger.valueOf(width);
        BigInteger low = BigInteger.valueOf(Math.floorDiv(number, width)).multiply(size);
        BigInteger high = low.add(size).subtract(BigInteger.ONE);
        return low.max(LOWEST) + "-" + high.min(HIGHEST);
    }
}
