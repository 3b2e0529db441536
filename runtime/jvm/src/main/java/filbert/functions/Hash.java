package filbert.functions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.apache.flink.table.functions.ScalarFunction;

/** The digest of a text in UTF-8, in small hexadecimal digits. */
public class Hash extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String algorithm, String text) {
        if (algorithm == null || text == null) {
            return null;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            return null;
        }
    }
}
