package filbert.functions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.apache.flink.table.functions.ScalarFunction;

/** One of so many numbers from 0, evenly and always the same for a text. */
public class HashBucket extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Long eval(String text, Long buckets) {
        if (text == null || buckets == null || buckets < 1) {
            return null;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(digest).getLong() >>> 1) % buckets;
        } catch (NoSuchAlgorithmException e) {
            return null;
        }
    }
}
