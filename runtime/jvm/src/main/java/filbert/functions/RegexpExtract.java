package filbert.functions;

import java.util.regex.Matcher;

import org.apache.flink.table.functions.ScalarFunction;

/** What a group of the first match of a regular expression holds; NULL without a match. */
public class RegexpExtract extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient RegularExpression expression;

    public String eval(String text, String pattern, Long group) {
        if (text == null || pattern == null || group == null) {
            return null;
        }
        expression = RegularExpression.of(expression, pattern);
        Matcher matcher = expression.matcher(text);
        try {
            return matcher == null || group < 0 || group > matcher.groupCount() || !matcher.find()
                    ? null
                    : matcher.group(group.intValue());
        } catch (StackOverflowError e) {
            return null;
        }
    }
}
