package filbert.functions;

import java.text.Normalizer;
import java.util.Map;

import org.apache.flink.table.functions.ScalarFunction;

/** Latin letters without accents; some become two letters. */
public class Unaccent extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private static final Map<Integer, String> SPECIAL = Map.ofEntries(
            Map.entry((int) 'Æ', "AE"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'Œ', "OE"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'ẞ', "SS"),
            Map.entry((int) 'Ł', "L"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'Ø', "O"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'Đ', "D"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'Ð', "D"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'Þ', "TH"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'Ħ', "H"),
            Map.entry((int) 'ħ', "h"),
            Map.entry((int) 'ı', "i"),
            Map.entry((int) 'Ŧ', "T"),
            Map.entry((int) 'ŧ', "t"));

    public String eval(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character < 0xc0 || character > 0x1eff) {
                result.appendCodePoint(character);
            } else if (SPECIAL.containsKey(character)) {
                result.append(SPECIAL.get(character));
            } else if (character <= 0x24f || character >= 0x1e00) {
                String plain = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD);
                result.appendCodePoint(plain.charAt(0) < 128 ? plain.charAt(0) : character);
            } else if (character < 0x300 || character > 0x36f) {
                result.appendCodePoint(character);
            }
        });
        return result.toString();
    }
}
