package filbert.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: one row, or one well-formed error and NULL columns, and never an exception. */
class NeverThrowsTest {
    private static final Pattern ERROR = Pattern.compile(
            "[^|]*\\|E_(EMPTY|JSON|ENCODING|FIELD|REQUIRED|ENUM|SIZE)\\|\\|.+", Pattern.DOTALL);

    private static final RowType COLUMNS = (RowType) DataTypes.ROW(
                    DataTypes.FIELD("s", DataTypes.STRING()),
                    DataTypes.FIELD("n", DataTypes.BIGINT()),
                    DataTypes.FIELD("d", DataTypes.DOUBLE()),
                    DataTypes.FIELD("e", DataTypes.DECIMAL(12, 2)),
                    DataTypes.FIELD("w", DataTypes.DECIMAL(38, 5)),
                    DataTypes.FIELD("b", DataTypes.BOOLEAN()),
                    DataTypes.FIELD("t", DataTypes.TIMESTAMP(3)),
                    DataTypes.FIELD("y", DataTypes.DATE()),
                    DataTypes.FIELD(
                            "r",
                            DataTypes.ROW(
                                    DataTypes.FIELD("s", DataTypes.STRING().notNull()),
                                    DataTypes.FIELD("a", DataTypes.ARRAY(DataTypes.DOUBLE())))),
                    DataTypes.FIELD("m", DataTypes.MAP(DataTypes.STRING(), DataTypes.ARRAY(DataTypes.INT()))))
            .getLogicalType();

    private static final String RECORD = "{\"s\":\"zażółć \\u0142\\ud83d\\ude00\",\"n\":-12345,\"d\":1.5e-3,\"e\":\"12.30\","
            + "\"w\":12345678901234567890.5,\"b\":true,\"t\":\"2026-05-28T20:26:40.123Z\",\"y\":\"2026-05-28\","
            + "\"r\":{\"s\":\"x\",\"a\":[1,2.5,null]},\"m\":{\"k\":[1,2]},\"z\":{\"q\":[false,{}]}}";

    private final RecordParser parser = parser(COLUMNS);

    private static RecordParser parser(RowType columns) {
        return new RecordParser(Shape.of(columns, Constraints.parse("{\"max_bytes\": 10000000}")), 10_000_000);
    }

    private void check(byte[] record) {
        GenericRowData row = parser.parse(record, COLUMNS.getFieldCount() + 2);
        String error = parser.error();
        if (error != null) {
            assertTrue(ERROR.matcher(error).matches(), error);
            assertTrue(!error.contains("the decoder failed"), error);
            for (int column = 0; column < row.getArity(); column++) {
                assertNull(row.getField(column));
            }
        }
    }

    @Test
    void randomBytes() {
        Random random = new Random(1);
        for (int run = 0; run < 100_000; run++) {
            byte[] record = new byte[random.nextInt(60)];
            random.nextBytes(record);
            check(record);
            if (record.length > 0) {
                record[0] = '{';
                check(record);
            }
        }
    }

    @Test
    void randomMarks() {
        Random random = new Random(2);
        byte[] marks = "{}[]\",:\\u0019.-+eEtrufalsn \n\u0001\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        for (int run = 0; run < 200_000; run++) {
            byte[] record = new byte[1 + random.nextInt(40)];
            for (int at = 0; at < record.length; at++) {
                record[at] = marks[random.nextInt(marks.length)];
            }
            record[0] = '{';
            check(record);
        }
    }

    @Test
    void spoiltRecords() {
        Random random = new Random(3);
        byte[] good = RECORD.getBytes(StandardCharsets.UTF_8);
        check(good);
        assertNull(parser.error());
        for (int run = 0; run < 200_000; run++) {
            byte[] record = good.clone();
            for (int fault = random.nextInt(3); fault >= 0; fault--) {
                record[random.nextInt(record.length)] = (byte) random.nextInt(256);
            }
            check(record);
        }
    }

    @Test
    void everyPrefixOfARecordIsCutOff() {
        byte[] good = RECORD.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < good.length; length++) {
            check(Arrays.copyOf(good, length));
            assertTrue(parser.error() != null, "accepted the first " + length + " bytes");
        }
    }

    @Test
    void deepNesting() {
        for (String open : List.of("[", "{\"q\":", "[{\"q\":", "{\"r\":", "{\"m\":")) {
            check(("{\"q\":" + open.repeat(200_000)).getBytes(StandardCharsets.UTF_8));
            assertTrue(parser.error() != null);
            check(("{\"m\":" + open.repeat(200_000)).getBytes(StandardCharsets.UTF_8));
            assertTrue(parser.error() != null);
        }
    }

    @Test
    void longNumbersCostNoMoreThanTheyAreLong() {
        for (String column : List.of("s", "n", "d", "e", "w", "t", "z")) {
            for (String number : List.of("9".repeat(500_000), "0." + "1".repeat(500_000), "1e" + "9".repeat(500_000),
                    "-1e-" + "9".repeat(500_000), "1" + "0".repeat(500_000) + "e-500000", "1e2000000000")) {
                check(("{\"" + column + "\":" + number + "}").getBytes(StandardCharsets.UTF_8));
                check(("{\"" + column + "\":\"" + number + "\"}").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void aFaultLeavesNothingBehindForTheNextRecord() {
        check("{\"m\":{\"k\":[1,".getBytes(StandardCharsets.UTF_8));
        assertTrue(parser.error() != null);

        check(RECORD.getBytes(StandardCharsets.UTF_8));

        assertNull(parser.error());
    }

    /** An independent judge of the grammar; records of ASCII, because it is lenient about UTF-8. */
    @Test
    void theGrammarIsThatOfJackson() throws IOException {
        ObjectMapper jackson = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        RecordParser grammar = parser((RowType)
                DataTypes.ROW(DataTypes.FIELD("unused name", DataTypes.STRING())).getLogicalType());
        Random random = new Random(4);
        List<byte[]> records = new ArrayList<>();
        String ascii = RECORD.replaceAll("[^\\x00-\\x7f]", "?").replace("\\ud83d\\ude00", "");
        for (int run = 0; run < 40_000; run++) {
            byte[] record = ascii.getBytes(StandardCharsets.US_ASCII);
            for (int fault = random.nextInt(2); fault >= 0; fault--) {
                record[random.nextInt(record.length)] = (byte) random.nextInt(128);
            }
            records.add(record);
        }
        int accepted = 0;
        for (byte[] record : records) {
            grammar.parse(record, 1);
            boolean ours = grammar.error() == null;
            assertEquals(accepts(jackson, record), ours, () -> new String(record, StandardCharsets.US_ASCII));
            accepted += ours ? 1 : 0;
        }
        assertTrue(accepted > 1000 && accepted < 39_000, "one-sided: " + accepted);
    }

    private static boolean accepts(ObjectMapper jackson, byte[] record) throws IOException {
        try {
            JsonNode tree = jackson.readTree(record);
            return tree.isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
