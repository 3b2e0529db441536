package filbert.functions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A compiled regular expression. The checker of the language lets none through that Java reads unlike Python. */
final class RegularExpression {
    /** What the Python twin takes at most. */
    private static final int LONGEST_INPUT = 10_000;

    private final String text;
    private final Pattern pattern;

    private RegularExpression(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** The given one if it is of that text, which it is for all calls but the first. */
    static RegularExpression of(RegularExpression known, String text) {
        if (known != null && known.text.equals(text)) {
            return known;
        }
        try {
            return new RegularExpression(text, Pattern.compile(text, Pattern.UNIX_LINES));
        } catch (PatternSyntaxException | StackOverflowError e) {
            return new RegularExpression(text, null);
        }
    }

    /** Null for a text that is too long, or if the expression is faulty. */
    Matcher matcher(String input) {
        return pattern == null || CodePoints.length(input) > LONGEST_INPUT ? null : pattern.matcher(input);
    }
}
