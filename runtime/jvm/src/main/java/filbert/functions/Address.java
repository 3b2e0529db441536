package filbert.functions;

import java.util.Arrays;
import java.util.List;

/**
 * Addresses of the Internet Protocol as texts and bytes, read strictly and without asking any name server, which the
 * classes of the JDK may do. The Python twin is {@code address.py}.
 */
final class Address {
    /** Ranges that are not routed in the public network: RFC 6890 and those of single hosts and links. */
    private static final List<String> PRIVATE = List.of(
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.168.0.0/16", "::/128", "::1/128", "fc00::/7", "fe80::/10");

    private static final int GROUPS = 8;

    private Address() {}

    /** The bytes of an address, 4 or 16; null if the text is none. */
    static byte[] parse(String text) {
        return text.indexOf(':') < 0 ? parseFour(text) : parseSix(text);
    }

    private static byte[] parseFour(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] address = new byte[4];
        for (int number = 0; number < 4; number++) {
            String part = parts[number];
            if (!isNumber(part, 3, 10) || part.length() > 1 && part.charAt(0) == '0' || Integer.parseInt(part) > 255) {
                return null;
            }
            address[number] = (byte) Integer.parseInt(part);
        }
        return address;
    }

    private static boolean isNumber(String text, int longest, int radix) {
        return !text.isEmpty()
                && text.length() <= longest
                && text.chars().allMatch(each -> each < 128 && Character.digit(each, radix) >= 0);
    }

    private static byte[] parseSix(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        byte[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        byte[] tail = groups(gap < 0 ? "" : text.substring(gap + 2), true);
        if (head == null || tail == null || head.length + tail.length > 16 - (gap < 0 ? 0 : 2)
                || gap < 0 && head.length != 16) {
            return null;
        }
        byte[] address = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, address, 16 - tail.length, tail.length);
        return address;
    }

    /** The bytes of groups of hexadecimal digits; the last one may be an address of version 4. */
    private static byte[] groups(String text, boolean isLast) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        if (parts.length > GROUPS) {
            return null;
        }
        byte[] bytes = new byte[parts.length * 2 + 2];
        int at = 0;
        for (int number = 0; number < parts.length; number++) {
            byte[] four = isLast && number == parts.length - 1 && parts[number].indexOf('.') >= 0 ? parseFour(parts[number]) : null;
            if (four != null) {
                System.arraycopy(four, 0, bytes, at, 4);
                at += 4;
            } else if (isNumber(parts[number], 4, 16)) {
                int group = Integer.parseInt(parts[number], 16);
                bytes[at++] = (byte) (group >> 8);
                bytes[at++] = (byte) group;
            } else {
                return null;
            }
        }
        return Arrays.copyOf(bytes, at);
    }

    /** Whether a network holds an address; null if there is no such network or address. */
    static Boolean contains(String network, byte[] address) {
        int slash = network.indexOf('/');
        if (address == null || slash < 0 || !isNumber(network.substring(slash + 1), 3, 10)) {
            return null;
        }
        byte[] start = parse(network.substring(0, slash));
        int bits = Integer.parseInt(network.substring(slash + 1));
        if (start == null || bits > start.length * 8) {
            return null;
        }
        return start.length == address.length && Arrays.equals(masked(start, bits), masked(address, bits));
    }

    static boolean isPrivate(byte[] address) {
        return PRIVATE.stream().anyMatch(network -> contains(network, address));
    }

    /** An address with all bits but the first ones zero. */
    static byte[] masked(byte[] address, int bits) {
        byte[] masked = new byte[address.length];
        for (int bit = 0; bit < bits; bit++) {
            masked[bit / 8] |= (byte) (address[bit / 8] & 0x80 >> bit % 8);
        }
        return masked;
    }

    /** The text of an address, version 6 in small letters and with its longest run of zeros left out (RFC 5952). */
    static String text(byte[] address) {
        StringBuilder text = new StringBuilder();
        if (address.length == 4) {
            for (byte part : address) {
                text.append(text.isEmpty() ? "" : ".").append(part & 0xff);
            }
            return text.toString();
        }
        int[] groups = new int[GROUPS];
        for (int number = 0; number < GROUPS; number++) {
            groups[number] = (address[2 * number] & 0xff) << 8 | address[2 * number + 1] & 0xff;
        }
        int longest = 1;
        int from = -1;
        for (int start = 0; start < GROUPS; start++) {
            int end = start;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - start > longest) {
                longest = end - start;
                from = start;
            }
        }
        for (int number = 0; number < GROUPS; number++) {
            if (number == from) {
                text.append("::");
                number += longest - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[number]));
            }
        }
        return text.toString();
    }
}
