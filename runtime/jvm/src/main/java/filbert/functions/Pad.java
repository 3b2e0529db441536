package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A text filled up, or cut, to a length; NULL beyond the longest text. */
public class Pad extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, Long length, String filling, boolean left) {
        if (text == null || length == null || filling == null || length > CodePoints.LONGEST_TEXT) {
            return null;
        }
        String kept = CodePoints.first(text, length);
        int missing = (int) (Math.max(length, 0) - CodePoints.length(kept));
        if (missing == 0 || filling.isEmpty()) {
            return kept;
        }
        int size = CodePoints.length(filling);
        String added = filling.repeat(missing / size) + CodePoints.first(filling, missing % size);
        return left ? added + kept : kept + added;
    }
}
