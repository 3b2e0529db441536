package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A plain number with a separator between thousands, and another mark before its fraction. */
public class GroupedNumber extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String number, String separator, String mark) {
        if (number == null || separator == null || mark == null) {
            return null;
        }
        int point = number.indexOf('.');
        int end = point < 0 ? number.length() : point;
        StringBuilder text = new StringBuilder(number.length() * 2);
        for (int at = 0; at < end; at++) {
            if (at > 0 && (end - at) % 3 == 0 && number.charAt(at - 1) != '-') {
                text.append(separator);
            }
            text.append(number.charAt(at));
        }
        return point < 0 ? text.toString() : text.append(mark).append(number, point + 1, number.length()).toString();
    }
}
