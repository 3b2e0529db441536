package filbert.functions;

import java.util.regex.Matcher;

import org.apache.flink.table.functions.ScalarFunction;

/** A text with every match of a regular expression replaced; $1 stands for a group, $$ for $. */
public class RegexpReplace extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient RegularExpression expression;

    public String eval(String text, String pattern, String replacement) {
        if (text == null || pattern == null || replacement == null) {
            return null;
        }
        expression = RegularExpression.of(expression, pattern);
        Matcher matcher = expression.matcher(text);
        if (matcher == null) {
            return null;
        }
        StringBuilder result = new StringBuilder(text.length());
        int end = 0;
        try {
            while (matcher.find()) {
                result.append(text, end, matcher.start());
                append(result, matcher, replacement);
                end = matcher.end();
            }
        } catch (StackOverflowError e) {
            return null;
        }
        return result.append(text, end, text.length()).toString();
    }

    private static void append(StringBuilder result, Matcher matcher, String replacement) {
        for (int at = 0; at < replacement.length(); at++) {
            char character = replacement.charAt(at);
            if (character != '$' || at + 1 == replacement.length()) {
                result.append(character);
                continue;
            }
            at++;
            int group = replacement.charAt(at) - '0';
            if (group < 0 || group > 9) {
                result.append(replacement.charAt(at));
            } else if (group <= matcher.groupCount() && matcher.group(group) != null) {
                result.append(matcher.group(group));
            }
        }
    }
}
