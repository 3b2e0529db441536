package filbert.functions;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

import org.apache.flink.table.functions.ScalarFunction;

/** The text whose bytes in UTF-8 are given in base 64 or hexadecimal digits; NULL for any other text. */
public class Decode extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String encoding, String text) {
        if (encoding == null || text == null) {
            return null;
        }
        try {
            byte[] bytes = switch (encoding) {
                case "BASE64" -> text.length() % 4 == 0 ? Base64.getDecoder().decode(text) : null;
                case "BASE64URL" -> text.indexOf('=') < 0 ? Base64.getUrlDecoder().decode(text) : null;
                case "HEX" -> HexFormat.of().parseHex(text);
                default -> null;
            };
            return bytes == null || !encodesBack(encoding, text, bytes)
                    ? null
                    : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    /** Bits that are left over at the end of base 64 are zero, so that each text has one encoding. */
    private static boolean encodesBack(String encoding, String text, byte[] bytes) {
        return switch (encoding) {
            case "BASE64" -> Base64.getEncoder().encodeToString(bytes).equals(text);
            case "BASE64URL" -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text);
            default -> true;
        };
    }
}
