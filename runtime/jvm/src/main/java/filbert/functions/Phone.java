package filbert.functions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Phone numbers by the table of numbering plans that the Python twin, {@code phone.py}, reads too. */
final class Phone {
    private static final int LONGEST = 15;
    private static final int LONGEST_TEXT = 40;
    private static final int LONGEST_BEGINNING = 7;
    private static final String SIGNS = " ()./\u00a0-";
    private static final Map<String, Plan> PLANS = new HashMap<>();
    private static final Map<String, String> OWNERS = new HashMap<>();

    private record Plan(String code, String national, String international, Set<Integer> lengths) {}

    static {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Phone.class.getResourceAsStream("phones.txt"), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split(" ");
                if (line.startsWith("+")) {
                    OWNERS.put(parts[0].substring(1), parts[1]);
                } else if (!line.startsWith("#")) {
                    Set<Integer> lengths =
                            Arrays.stream(parts[4].split(",")).map(Integer::valueOf).collect(Collectors.toSet());
                    PLANS.put(parts[0], new Plan(parts[1], filled(parts[2]), filled(parts[3]), lengths));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Phone() {}

    private static String filled(String part) {
        return part.equals("-") ? "" : part;
    }

    /** The country of an international number without its plus; null if no country has such numbers. */
    static String country(String digits) {
        for (int length = Math.min(digits.length(), LONGEST_BEGINNING); length > 0; length--) {
            String region = OWNERS.get(digits.substring(0, length));
            if (region != null) {
                return region;
            }
        }
        return null;
    }

    /** The digits of a number with its calling code; null if the text is no number. */
    static String digits(String text, String region) {
        boolean plus = text.startsWith("+");
        if (text.length() == (plus ? 1 : 0) || text.length() - (plus ? 1 : 0) > LONGEST_TEXT) {
            return null;
        }
        StringBuilder found = new StringBuilder();
        for (int at = plus ? 1 : 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character >= '0' && character <= '9') {
                found.append(character);
            } else if (SIGNS.indexOf(character) < 0) {
                return null;
            }
        }
        String digits = found.toString();
        Plan own = PLANS.get(region);
        if (plus) {
            return possible(digits);
        }
        String prefix = own == null ? "00" : own.international;
        if (!prefix.isEmpty() && digits.startsWith(prefix)) {
            return possible(digits.substring(prefix.length()));
        }
        if (own == null) {
            return null;
        }
        if (!own.national.isEmpty()
                && digits.startsWith(own.national)
                && own.lengths.contains(digits.length() - own.national.length())) {
            digits = digits.substring(own.national.length());
        }
        return possible(own.code + digits);
    }

    private static String possible(String digits) {
        String region = country(digits);
        if (region == null || digits.length() > LONGEST) {
            return null;
        }
        Plan plan = PLANS.get(region);
        return plan.lengths.contains(digits.length() - plan.code.length()) ? digits : null;
    }
}
