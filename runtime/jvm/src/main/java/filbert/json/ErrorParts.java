package filbert.json;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * {@code FILBERT_ERROR(error, node)}: the parts of an error text {@code parameter|CODE|at|message}, NULL for NULL.
 *
 * <p>The message comes last and may hold bars; a part without text is NULL.
 */
@FunctionHint(
        output = @DataTypeHint("ROW<node STRING, parameter STRING, code STRING, at BIGINT, message STRING>"))
public class ErrorParts extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    /** Splits one error. */
    public Row eval(String error, String node) {
        if (error == null) {
            return null;
        }
        String[] parts = error.split("\\|", 4);
        if (parts.length < 4) {
            return Row.of(node, null, null, null, error);
        }
        return Row.of(node, filled(parts[0]), filled(parts[1]), number(parts[2]), parts[3]);
    }

    private static String filled(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Long number(String text) {
        try {
            return text.isEmpty() ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            // The text is ours; a foreign one must not stop a job, though.
            return null;
        }
    }
}
