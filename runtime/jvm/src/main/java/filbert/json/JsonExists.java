package filbert.json;

import java.nio.charset.StandardCharsets;

import org.apache.flink.table.functions.ScalarFunction;

/** Whether there is anything at a path of a JSON text, null too; NULL if the text is no JSON. */
public class JsonExists extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient String path;
    private transient PathReader reader;

    public Boolean eval(String text, String wanted) {
        if (text == null || wanted == null) {
            return null;
        }
        if (!wanted.equals(path)) {
            path = wanted;
            reader = new PathReader(wanted);
        }
        try {
            return reader.read(text.getBytes(StandardCharsets.UTF_8)) != PathReader.MISSING;
        } catch (Fault fault) {
            return null;
        }
    }
}
