package filbert.functions;

import java.util.regex.Matcher;

import org.apache.flink.table.functions.ScalarFunction;

/** How often a regular expression matches, without overlaps. */
public class RegexpCount extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient RegularExpression expression;

    public Long eval(String text, String pattern) {
        if (text == null || pattern == null) {
            return null;
        }
        expression = RegularExpression.of(expression, pattern);
        Matcher matcher = expression.matcher(text);
        if (matcher == null) {
            return null;
        }
        long count = 0;
        try {
            while (matcher.find()) {
                count++;
            }
        } catch (StackOverflowError e) {
            return null;
        }
        return count;
    }
}
