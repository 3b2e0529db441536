package filbert.functions;

import filbert.json.DoubleText;

import java.math.BigDecimal;
import java.math.RoundingMode;

import org.apache.flink.table.functions.ScalarFunction;

/** A number without its digits after a place, by its shortest decimal text. */
public class Truncate extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Double eval(Double x, Long digits) {
        if (x == null || digits == null || !Double.isFinite(x) || digits < 0 || digits > 18) {
            return null;
        }
        BigDecimal exact = new BigDecimal(DoubleText.of(x));
        return exact.setScale(digits.intValue(), RoundingMode.DOWN).doubleValue() + 0.0;
    }
}
