package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** An e-mail address with only the first character of its name, and its domain; another text wholly masked. */
public class MaskEmail extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text) {
        if (text == null) {
            return null;
        }
        int at = text.lastIndexOf('@');
        return at <= 0 || at == text.length() - 1 ? "***" : CodePoints.first(text, 1) + "***" + text.substring(at);
    }
}
