package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** {@link Elementary} functions by name; NULL where there is no finite result. */
public class Calculate extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Double eval(String function, Double x) {
        if (function == null || x == null || !Double.isFinite(x)) {
            return null;
        }
        return finite(
                switch (function) {
                    case "EXP" -> Elementary.exp(x);
                    case "LN" -> Elementary.ln(x);
                    case "LOG10" -> Elementary.log10(x);
                    case "SQRT" -> Elementary.sqrt(x);
                    case "SIN" -> Elementary.sin(x);
                    case "COS" -> Elementary.cos(x);
                    case "TAN" -> Elementary.tan(x);
                    case "ASIN" -> Elementary.asin(x);
                    case "ACOS" -> Elementary.acos(x);
                    case "ATAN" -> Elementary.atan(x);
                    default -> Double.NaN;
                });
    }

    public Double eval(String function, Double x, Double y) {
        if (function == null || x == null || y == null || !Double.isFinite(x) || !Double.isFinite(y)) {
            return null;
        }
        return finite(
                switch (function) {
                    case "POWER" -> Elementary.power(x, y);
                    case "LOG" -> Elementary.log(x, y);
                    case "ATAN2" -> Elementary.atan2(x, y);
                    default -> Double.NaN;
                });
    }

    /** Zero loses its sign. */
    private static Double finite(double value) {
        return Double.isNaN(value) ? null : Double.valueOf(value + 0.0);
    }
}
