package filbert.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;

/** What is at a path of a text; the examples of values are in {@code tests/expressions/corpus/json.md}. */
class PathReaderTest {
    private static final String TEXT =
            "{\"a\": [1, {\"b c\": \"x\\ud83d\\ude00\"}, null], \"t\": true, \"n\": -1.5e3, \"a\": [7, {\"b c\": \"y\"}]}";
    private static final int MUTATIONS = 50_000;

    private static Object read(String path, String text) {
        return new PathReader(path).read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theLastOfARepeatedNameCounts() {
        assertEquals(StringData.fromString("y"), read("a[2].`b c`", TEXT));
        assertSame(PathReader.MISSING, read("a[3]", TEXT));
        assertSame(PathReader.MISSING, read("a.b", TEXT));
        assertEquals(true, read("t", TEXT));
    }

    @Test
    void whatIsNotOnThePathMustBeJsonToo() {
        assertThrows(Fault.class, () -> read("t", TEXT + "x"));
        assertThrows(Fault.class, () -> read("t", "{\"t\": 1, \"u\": [01]}"));
        assertThrows(Fault.class, () -> read("t", "[".repeat(65) + "]".repeat(65)));
    }

    @Test
    void anyBytesAreReadOrAreAFault() {
        List<PathReader> readers =
                List.of("", "a", "a[2].`b c`", "n").stream().map(PathReader::new).collect(Collectors.toList());
        List<Function<Object, Object>> conversions = List.of(
                        DataTypes.BIGINT(), DataTypes.DOUBLE(), DataTypes.DECIMAL(10, 2), DataTypes.STRING(),
                        DataTypes.BOOLEAN(), DataTypes.DATE(), DataTypes.TIMESTAMP(3), DataTypes.ARRAY(DataTypes.STRING()),
                        DataTypes.MAP(DataTypes.STRING(), DataTypes.DOUBLE()),
                        DataTypes.ROW(DataTypes.FIELD("n", DataTypes.BIGINT())))
                .stream()
                .map(type -> Conversion.to(type.getLogicalType()))
                .collect(Collectors.toList());
        Random random = new Random(3);

        for (int number = 0; number < MUTATIONS; number++) {
            byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(4); change > 0; change--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            PathReader reader = readers.get(number % readers.size());
            try {
                Object found = reader.read(text);
                if (found != PathReader.MISSING) {
                    conversions.get(number % conversions.size()).apply(found);
                }
            } catch (Fault | Conversion.Misfit fault) {
                assertNotNull(fault.getMessage());
            }
        }
    }
}
