package filbert.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The functions as SQL calls them, in a cluster of one process. */
class FunctionsTest {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .build());

    private static final long START = 1_780_000_000_000L;

    private static LocalDateTime at(long milliseconds) {
        long time = START + milliseconds;
        return LocalDateTime.ofEpochSecond(time / 1000, (int) (time % 1000) * 1_000_000, ZoneOffset.UTC);
    }

    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.getArity(); i++) {
            values.add(row.getField(i));
        }
        return values;
    }

    /** Calls with caller, seconds and time; the watermark is one second behind. */
    private static Flink calls(Row... rows) {
        Flink flink = new Flink(Map.of());
        TypeInformation<Row> type =
                Types.ROW_NAMED(
                        new String[] {"caller", "seconds", "event_time", "$stream", "$partition", "$offset"},
                        Types.STRING,
                        Types.LONG,
                        Types.LOCAL_DATE_TIME,
                        Types.STRING,
                        Types.INT,
                        Types.LONG);
        Schema.Builder schema =
                Schema.newBuilder()
                        .column("caller", "STRING")
                        .column("seconds", "BIGINT")
                        .column("event_time", "TIMESTAMP(3)")
                        .column("$stream", "STRING")
                        .column("$partition", "INT")
                        .column("$offset", "BIGINT")
                        .watermark("event_time", "event_time - INTERVAL '1' SECOND");
        List<Row> numbered = new ArrayList<>();
        for (Row row : rows) {
            numbered.add(Row.join(row, Row.of("calls", 0, 100L - numbered.size())));
        }
        flink.view("calls", type, schema, numbered);
        return flink;
    }

    private static String aggregate(String table, String more, String aggregates) {
        return "FILBERT_AGGREGATE(input => TABLE %s, spec => '{\"window\": 10000%s, \"aggregates\": [%s]}', "
                        .formatted(table, more, aggregates)
                + "on_time => DESCRIPTOR(event_time), uid => 'test')";
    }

    private static final String COUNT = "{\"name\": \"n\", \"function\": \"count\"}";
    private static final String TOTAL = "{\"name\": \"total\", \"function\": \"sum\", \"value\": \"seconds\"}";

    @Test
    void eachEventGoesOnWithItsColumnsAndAggregates() throws Exception {
        Flink flink =
                calls(Row.of("ann", 5L, at(0)), Row.of("bob", 7L, at(100)), Row.of("ann", null, at(9999)), Row.of("ann", 2L, at(10_000)));

        List<Row> rows = flink.rows("SELECT * FROM " + aggregate("calls PARTITION BY caller", "", COUNT + "," + TOTAL));

        assertEquals(
                List.of(
                        List.of("ann", 5L, "calls", 0, 100L, 1L, 5L),
                        List.of("bob", 7L, "calls", 0, 99L, 1L, 7L)),
                rows.subList(0, 2).stream().map(row -> values(row).subList(0, 7)).toList());
        assertEquals(at(0), rows.get(0).getField("rowtime"));
        assertEquals(2L, rows.get(2).getField("n"));
        assertEquals(5L, rows.get(2).getField("total"));
        assertEquals(2L, rows.get(3).getField("n"), "an event at t - W is outside");
    }
}
