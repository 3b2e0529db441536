package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A text with single characters replaced by others; those without a counterpart are dropped. */
public class Translate extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, String from, String to) {
        if (text == null || from == null || to == null) {
            return null;
        }
        int[] known = from.codePoints().toArray();
        int[] replacements = to.codePoints().toArray();
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            int position = 0;
            while (position < known.length && known[position] != character) {
                position++;
            }
            if (position == known.length) {
                result.appendCodePoint(character);
            } else if (position < replacements.length) {
                result.appendCodePoint(replacements[position]);
            }
        });
        return result.toString();
    }
}
