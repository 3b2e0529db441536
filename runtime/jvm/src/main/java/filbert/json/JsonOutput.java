package filbert.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** JSON text under construction, UTF-8, without white space; used again for every record. */
final class JsonOutput {
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    /** Whole numbers that any reader of JSON keeps exactly; others are written as text. */
    private static final long SAFE = (1L << 53) - 1;

    private byte[] bytes = new byte[512];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    void mark(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void raw(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    void writeNull() {
        raw(NULL);
    }

    void bool(boolean value) {
        ascii(value ? "true" : "false");
    }

    private void ascii(String text) {
        raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    void integer(long value) {
        boolean safe = value >= -SAFE && value <= SAFE;
        ascii(safe ? Long.toString(value) : "\"" + value + "\"");
    }

    void decimal(String plain) {
        ascii("\"" + plain + "\"");
    }

    /** JSON has no infinities; no expression of Filbert yields one. */
    void floating(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            writeNull();
            return;
        }
        reserve(DoubleText.MAX_LENGTH);
        // A zero has no sign.
        length = DoubleText.write(value + 0.0, bytes, length);
    }

    void timestamp(long milliseconds) {
        if (TimeText.inDomain(milliseconds) == TimeText.OUTSIDE) {
            writeNull();
            return;
        }
        reserve(26);
        bytes[length] = '"';
        TimeText.writeTimestamp(milliseconds, bytes, length + 1);
        bytes[length + 25] = '"';
        length += 26;
    }

    void date(int day) {
        reserve(12);
        bytes[length] = '"';
        TimeText.writeDate(day, bytes, length + 1);
        bytes[length + 11] = '"';
        length += 12;
    }

    void base64(byte[] value) {
        mark('"');
        raw(Base64.getEncoder().encode(value));
        mark('"');
    }

    /** Escapes what JSON demands and nothing more; text that is no UTF-8 is passed on as it is. */
    void text(byte[] utf8) {
        reserve(utf8.length * 6 + 2);
        byte[] target = bytes;
        int to = length;
        target[to++] = '"';
        for (byte next : utf8) {
            if (next < 0 || next >= 0x20 && next != '"' && next != '\\') {
                target[to++] = next;
                continue;
            }
            target[to++] = '\\';
            switch (next) {
                case '"', '\\' -> target[to++] = next;
                case '\b' -> target[to++] = 'b';
                case '\f' -> target[to++] = 'f';
                case '\n' -> target[to++] = 'n';
                case '\r' -> target[to++] = 'r';
                case '\t' -> target[to++] = 't';
                default -> {
                    target[to++] = 'u';
                    target[to++] = '0';
                    target[to++] = '0';
                    target[to++] = HEXADECIMAL[next >> 4];
                    target[to++] = HEXADECIMAL[next & 15];
                }
            }
        }
        target[to++] = '"';
        length = to;
    }
}
