package filbert.functions;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

import org.apache.flink.table.functions.ScalarFunction;

/** The bytes of a text in UTF-8, in base 64 or hexadecimal digits. */
public class Encode extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String encoding, String text) {
        if (encoding == null || text == null) {
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (encoding) {
            case "BASE64" -> Base64.getEncoder().encodeToString(bytes);
            case "BASE64URL" -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            case "HEX" -> HexFormat.of().formatHex(bytes);
            default -> null;
        };
    }
}
