package filbert.functions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.flink.table.functions.ScalarFunction;

/** A number as people write it, in digits and a point alone; NULL if it is not written with the given mark. */
public class PlainNumber extends ScalarFunction {
    private static final long serialVersionUID = 1L;
    private static final int MOST_WHOLE_DIGITS = 29;
    private static final int LONGEST_NUMBER = 200;
    private static final Pattern WITH_POINT = pattern(".", ",' _");
    private static final Pattern WITH_COMMA = pattern(",", ".' _");

    private static Pattern pattern(String mark, String separators) {
        String space = "[ \\t\\u00a0]*";
        String whole = "[0-9]+|[0-9]{1,3}([" + separators + "\\u00a0\\u202f])[0-9]{3}(?:\\3[0-9]{3})*";
        return Pattern.compile(space + "([+-]?)(" + whole + ")(?:[" + mark + "]([0-9]{1,38}))?" + space);
    }

    public String eval(String text, String mark) {
        if (text == null || mark == null || text.length() > LONGEST_NUMBER) {
            return null;
        }
        Matcher found = (mark.equals(",") ? WITH_COMMA : WITH_POINT).matcher(text);
        if (!found.matches()) {
            return null;
        }
        String whole = found.group(3) == null ? found.group(2) : found.group(2).replace(found.group(3), "");
        if (whole.length() > MOST_WHOLE_DIGITS) {
            return null;
        }
        return found.group(1) + whole + (found.group(4) == null ? "" : "." + found.group(4));
    }
}
