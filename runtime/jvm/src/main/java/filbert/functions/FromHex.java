package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A whole number from its hexadecimal digits, as two's complement; NULL for any other text. */
public class FromHex extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Long eval(String text) {
        if (text == null || text.isEmpty() || text.length() > 16) {
            return null;
        }
        long value = 0;
        for (int at = 0; at < text.length(); at++) {
            int digit = text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                return null;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
