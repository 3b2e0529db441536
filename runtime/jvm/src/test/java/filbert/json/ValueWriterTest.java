package filbert.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;

/** Values of types that records are not read with; the shared vectors cover the others. */
class ValueWriterTest {
    private static String written(DataType type, Object value) {
        JsonOutput output = new JsonOutput();
        ValueWriter.of(type.getLogicalType()).writeNullable(value, output);
        return new String(output.toBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void bytesAreBase64() {
        assertEquals("\"AP+A\"", written(DataTypes.BYTES(), new byte[] {0, -1, -128}));
        assertEquals("\"\"", written(DataTypes.BYTES(), new byte[0]));
    }

    @Test
    void timesOfBothKindsAreUtcWithMilliseconds() {
        TimestampData time = TimestampData.fromEpochMillis(1_780_000_000_123L, 456_789);

        assertEquals("\"2026-05-28T20:26:40.123Z\"", written(DataTypes.TIMESTAMP(9), time));
        assertEquals("\"2026-05-28T20:26:40.123Z\"", written(DataTypes.TIMESTAMP_LTZ(3), time));
    }

    @Test
    void whatJsonCannotHoldIsNull() {
        assertEquals("null", written(DataTypes.DOUBLE(), Double.NaN));
        assertEquals("null", written(DataTypes.DOUBLE(), Double.NEGATIVE_INFINITY));
        assertEquals("null", written(DataTypes.TIMESTAMP(3), TimestampData.fromEpochMillis(-1)));
    }

    @Test
    void aDecimalHasItsScale() {
        DecimalData value = DecimalData.fromBigDecimal(new BigDecimal("0.00000010"), 38, 8);

        assertEquals("\"0.00000010\"", written(DataTypes.DECIMAL(38, 8), value));
    }

    @Test
    void textInAllFormsOfStrings() {
        assertEquals("\"a\\\"b\"", written(DataTypes.CHAR(3), StringData.fromString("a\"b")));
        assertEquals("\"{\\\"a\\\":1}\"", written(DataTypes.STRING(), StringData.fromString("{\"a\":1}")));
    }

    @Test
    void namesAreEscapedLikeTexts() {
        DataType row = DataTypes.ROW(DataTypes.FIELD("a \"b\"", DataTypes.INT()), DataTypes.FIELD("ż", DataTypes.INT()));

        assertEquals("{\"a \\\"b\\\"\":1,\"ż\":null}", written(row, GenericRowData.of(1, null)));
    }

    @Test
    void nothingInEverything() {
        assertEquals("{}", written(DataTypes.ROW(), new GenericRowData(0)));
        assertEquals("[]", written(DataTypes.ARRAY(DataTypes.INT()), new GenericArrayData(new Object[0])));
        assertEquals("{}", written(DataTypes.MAP(DataTypes.STRING(), DataTypes.INT()), new GenericMapData(Map.of())));
        assertEquals("null", written(DataTypes.NULL(), null));
    }

    @Test
    void aNullKeyOfAMapIsAWord() {
        Map<StringData, Integer> entries = new HashMap<>();
        entries.put(null, 1);
        entries.put(StringData.fromString("z"), 2);

        assertEquals(
                "{\"null\":1,\"z\":2}",
                written(DataTypes.MAP(DataTypes.STRING(), DataTypes.INT()), new GenericMapData(entries)));
    }

    @Test
    void aLongTextGrowsTheOutput() {
        String text = "\u0001".repeat(5_000);

        assertEquals("\"" + "\\u0001".repeat(5_000) + "\"", written(DataTypes.STRING(), StringData.fromString(text)));
    }

    @Test
    void otherTypesAreRefusedWhenPlanning() {
        for (DataType type : new DataType[] {
            DataTypes.TIME(), DataTypes.MULTISET(DataTypes.STRING()), DataTypes.MAP(DataTypes.INT(), DataTypes.INT())
        }) {
            assertThrows(ValidationException.class, () -> ValueWriter.of(type.getLogicalType()));
        }
    }
}
