package filbert.json;

import java.nio.charset.StandardCharsets;

import org.apache.flink.table.functions.ScalarFunction;

/** Whether a text is well-formed JSON. */
public class IsJson extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient PathReader reader;

    public Boolean eval(String text) {
        if (text == null) {
            return null;
        }
        reader = reader == null ? new PathReader("[1]") : reader;
        try {
            reader.read(text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (Fault fault) {
            return false;
        }
    }
}
