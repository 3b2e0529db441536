package filbert.functions;

/** Texts by code points, which is how the language counts, where Java counts UTF-16 units. */
final class CodePoints {
    /** What a text may have at most; the Python twin has the same limit. */
    static final int LONGEST_TEXT = 1_000_000;

    private CodePoints() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The first so many code points; all of them if there are fewer. */
    static String first(String text, long count) {
        if (count >= text.length()) {
            return text;
        }
        int length = length(text);
        return count >= length ? text : text.substring(0, text.offsetByCodePoints(0, (int) Math.max(count, 0)));
    }

    /** The last so many code points; all of them if there are fewer. */
    static String last(String text, long count) {
        if (count >= text.length()) {
            return text;
        }
        int length = length(text);
        return count >= length
                ? text
                : text.substring(text.offsetByCodePoints(0, length - (int) Math.max(count, 0)));
    }

    /** Whether the ASCII letters, digits and signs that separate words include a code point. */
    static boolean isAsciiLetterOrDigit(int codePoint) {
        return codePoint >= '0' && codePoint <= '9'
                || codePoint >= 'A' && codePoint <= 'Z'
                || codePoint >= 'a' && codePoint <= 'z';
    }
}
