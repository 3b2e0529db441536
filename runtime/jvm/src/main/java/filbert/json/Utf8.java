package filbert.json;

/** The well-formed UTF-8 sequences of the Unicode standard, table 3-7. */
final class Utf8 {
    private Utf8() {}

    /**
     * Returns the length of the sequence of two to four bytes that starts at {@code at}, or 0 if there is
     * no well-formed one. The byte there is not ASCII.
     */
    static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            return at + 1 < end && continues(bytes[at + 1], 0x80, 0xbf) ? 2 : 0;
        }
        if (first >= 0xe0 && first <= 0xef) {
            int low = first == 0xe0 ? 0xa0 : 0x80;
            int high = first == 0xed ? 0x9f : 0xbf;
            return at + 2 < end && continues(bytes[at + 1], low, high) && continues(bytes[at + 2], 0x80, 0xbf) ? 3 : 0;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            int low = first == 0xf0 ? 0x90 : 0x80;
            int high = first == 0xf4 ? 0x8f : 0xbf;
            return at + 3 < end
                            && continues(bytes[at + 1], low, high)
                            && continues(bytes[at + 2], 0x80, 0xbf)
                            && continues(bytes[at + 3], 0x80, 0xbf)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean continues(byte value, int low, int high) {
        int unsigned = value & 0xff;
        return unsigned >= low && unsigned <= high;
    }

    /** Writes a code point, returns the index after it. */
    static int put(int codePoint, byte[] target, int at) {
        int to = at;
        if (codePoint < 0x80) {
            target[to++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            target[to++] = (byte) (0xc0 | codePoint >> 6);
            target[to++] = (byte) (0x80 | codePoint & 0x3f);
        } else if (codePoint < 0x10000) {
            target[to++] = (byte) (0xe0 | codePoint >> 12);
            target[to++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            target[to++] = (byte) (0x80 | codePoint & 0x3f);
        } else {
            target[to++] = (byte) (0xf0 | codePoint >> 18);
            target[to++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
            target[to++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            target[to++] = (byte) (0x80 | codePoint & 0x3f);
        }
        return to;
    }
}
