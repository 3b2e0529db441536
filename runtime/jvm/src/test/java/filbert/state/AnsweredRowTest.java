package filbert.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;

class AnsweredRowTest {
    private static final GenericRowData EVENT =
            GenericRowData.of(
                    StringData.fromString("key"),
                    7L,
                    null,
                    TimestampData.fromEpochMillis(5),
                    DecimalData.fromUnscaledLong(150, 5, 2),
                    true,
                    GenericRowData.of(1),
                    new GenericArrayData(new long[] {1, 2}));

    @Test
    void theColumnsThatAreNamedComeFirstThenTheResults() {
        AnsweredRow row = new AnsweredRow(7, 9).replace(EVENT, new int[] {1, 3, 2, 4, 5, 6, 7}, GenericRowData.of(2.5, 3));

        assertEquals(9, row.getArity());
        assertEquals(RowKind.INSERT, row.getRowKind());
        assertEquals(7L, row.getLong(0));
        assertEquals(TimestampData.fromEpochMillis(5), row.getTimestamp(1, 3));
        assertTrue(row.isNullAt(2));
        assertEquals("1.50", row.getDecimal(3, 5, 2).toString());
        assertTrue(row.getBoolean(4));
        assertEquals(1, row.getRow(5, 1).getInt(0));
        assertEquals(2, row.getArray(6).getLong(1));
        assertEquals(2.5, row.getDouble(7));
        assertEquals(3, row.getInt(8));
    }

    @Test
    void theSameObjectShowsTheNextEvent() {
        AnsweredRow row = new AnsweredRow(1, 2);
        row.replace(EVENT, new int[] {0}, GenericRowData.of(1));

        row.replace(GenericRowData.of(8L, StringData.fromString("other")), new int[] {1}, GenericRowData.of((Object) null));

        assertEquals("other", row.getString(0).toString());
        assertTrue(row.isNullAt(1));
    }
}
