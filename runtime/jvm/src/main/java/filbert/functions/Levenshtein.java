package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** How many characters must be put in, taken out or replaced to make one text of another; NULL for long ones. */
public class Levenshtein extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    static final int LONGEST = 255;

    public Long eval(String left, String right) {
        if (left == null || right == null) {
            return null;
        }
        int[] one = left.codePoints().toArray();
        int[] other = right.codePoints().toArray();
        if (one.length > LONGEST || other.length > LONGEST) {
            return null;
        }
        int[] before = new int[other.length + 1];
        int[] current = new int[other.length + 1];
        for (int column = 0; column <= other.length; column++) {
            before[column] = column;
        }
        for (int row = 0; row < one.length; row++) {
            current[0] = row + 1;
            for (int column = 0; column < other.length; column++) {
                int replaced = before[column] + (one[row] == other[column] ? 0 : 1);
                current[column + 1] = Math.min(replaced, 1 + Math.min(before[column + 1], current[column]));
            }
            int[] swapped = before;
            before = current;
            current = swapped;
        }
        return (long) before[other.length];
    }
}
