package filbert.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static List<Object> column(List<Row> rows, String name) {
        return rows.stream().map(row -> row.getField(name)).toList();
    }

    private static String message(Throwable fault) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = fault; each != null; each = each.getCause()) {
            all.append(each.getMessage()).append('\n');
        }
        return all.toString();
    }

    @Test
    void eachEventGoesOnWithItsColumnsAndAggregates() throws Exception {
        Flink flink =
                calls(
                        Row.of("ann", 5L, at(0)),
                        Row.of("bob", 7L, at(100)),
                        Row.of("ann", null, at(9999)),
                        Row.of("ann", 2L, at(10_000)));

        List<Row> rows = flink.rows("SELECT * FROM " + aggregate("calls PARTITION BY caller", "", COUNT + "," + TOTAL));

        assertEquals(
                List.of("caller", "seconds", "$stream", "$partition", "$offset", "n", "total", "$error", "rowtime"),
                List.copyOf(rows.get(0).getFieldNames(true)));
        assertEquals(Arrays.asList("ann", 5L, "calls", 0, 100L, 1L, 5L, null, at(0)), values(rows.get(0)));
        assertEquals(Arrays.asList("bob", 7L, "calls", 0, 99L, 1L, 7L, null, at(100)), values(rows.get(1)));
        assertEquals(List.of(1L, 1L, 2L, 2L), column(rows, "n"));
        assertEquals(List.of(5L, 7L, 5L, 2L), column(rows, "total"));
    }

    @Test
    void severalKeysNoKeyAndKeysThatAreNull() throws Exception {
        Flink flink =
                calls(
                        Row.of("ann", 5L, at(0)),
                        Row.of(null, 5L, at(1)),
                        Row.of(null, 5L, at(2)),
                        Row.of("ann", 6L, at(3)),
                        Row.of("ann", 5L, at(4)));

        assertEquals(
                List.of(1L, 1L, 2L, 2L, 3L),
                column(flink.rows("SELECT * FROM " + aggregate("calls PARTITION BY caller", "", COUNT)), "n"));
        assertEquals(
                List.of(1L, 1L, 2L, 1L, 2L),
                column(flink.rows("SELECT * FROM " + aggregate("calls PARTITION BY (caller, seconds)", "", COUNT)), "n"));
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L), column(flink.rows("SELECT * FROM " + aggregate("calls", "", COUNT)), "n"));
    }

    @Test
    void aSumThatDoesNotFitIsAnErrorOfItsRowOnly() throws Exception {
        Flink flink =
                calls(Row.of("ann", Long.MAX_VALUE, at(0)), Row.of("ann", 1L, at(1)), Row.of("ann", 3L, at(10_000)));

        List<Row> rows = flink.rows("SELECT * FROM " + aggregate("calls PARTITION BY caller", "", TOTAL));

        assertEquals(Arrays.asList(Long.MAX_VALUE, null, 4L), column(rows, "total"));
        assertEquals(
                Arrays.asList(null, "aggregates.total|E_OVERFLOW||the result does not fit its type", null),
                column(rows, "$error"));
    }

    @Test
    void mistakesAreNamedWhenTheStatementIsPlanned() {
        Flink flink = calls(Row.of("ann", 5L, at(0)));

        Map<String, String> messages =
                Map.of(
                        "{\"name\": \"x\", \"function\": \"sum\", \"value\": \"caller\"}",
                        "FILBERT_AGGREGATE: aggregate 'x': sum does not take STRING",
                        "{\"name\": \"x\", \"function\": \"sum\", \"value\": \"costs\"}",
                        "FILBERT_AGGREGATE: aggregate 'x': the input has no column 'costs'",
                        "{\"name\": \"x\", \"function\": \"median\", \"value\": \"seconds\"}",
                        "FILBERT_AGGREGATE: aggregate 'x': there is no function 'median'",
                        "{\"name\": \"x\", \"function\": \"count\", \"where\": \"seconds\"}",
                        "FILBERT_AGGREGATE: aggregate 'x': column 'seconds' must be BOOLEAN, not BIGINT",
                        "{\"name\": \"seconds\", \"function\": \"count\"}",
                        "FILBERT_AGGREGATE: the input already has a column 'seconds'");

        messages.forEach(
                (aggregate, message) -> {
                    String query = "SELECT * FROM " + aggregate("calls PARTITION BY caller", "", aggregate);
                    ValidationException fault =
                            assertThrows(ValidationException.class, () -> flink.tables.explainSql(query));
                    assertTrue(message(fault).contains(message), () -> message(fault));
                });
    }

    @Test
    void inEventTimeEventsWaitForTheWatermarkAndGoByTimeAndPlace() throws Exception {
        // Offsets fall as rows arrive. The watermark is one second behind; the row of time 500 comes too late.
        Flink flink =
                calls(
                        Row.of("ann", 1L, at(900)),
                        Row.of("ann", 2L, at(400)),
                        Row.of("ann", 4L, at(900)),
                        Row.of("ann", 8L, at(2000)),
                        Row.of("ann", 16L, at(500)),
                        Row.of("ann", 32L, at(1500)));

        List<Row> rows =
                flink.rows(
                        "SELECT * FROM "
                                + aggregate("calls PARTITION BY caller", ", \"order\": \"event-time\"", TOTAL));

        assertEquals(List.of(2L, 4L, 1L, 16L, 32L, 8L), column(rows, "seconds"));
        assertEquals(List.of(2L, 6L, 7L, 18L, 55L, 63L), column(rows, "total"));
        assertEquals(List.of(at(400), at(900), at(900), at(500), at(1500), at(2000)), column(rows, "rowtime"));
    }

    @Test
    void aKeyThatHasBeenIdleIsForgottenByTheWatermark() throws Exception {
        // Window 10 s, lateness 1 s: ann's newest event is at 0.5 s, hence due at 11.5 s.
        Flink flink =
                calls(
                        Row.of("ann", 1L, at(0)),
                        Row.of("bob", 1L, at(11_999)),
                        Row.of("ann", 2L, at(500)),
                        Row.of("bob", 1L, at(12_499)),
                        Row.of("ann", 4L, at(400)),
                        Row.of("bob", 1L, at(12_510)),
                        Row.of("ann", 8L, at(400)),
                        Row.of("ann", 16L, at(10_399)));

        List<Row> rows =
                flink.rows("SELECT * FROM " + aggregate("calls PARTITION BY caller", ", \"lateness\": 1000", TOTAL));

        assertEquals(List.of(1L, 1L, 3L, 2L, 5L, 3L, 8L, 24L), column(rows, "total"));
    }

    @Test
    void anIdleKeyKeepsWhatStillWaits() throws Exception {
        Flink flink =
                calls(
                        Row.of("ann", 1L, at(0)),
                        Row.of("bob", 1L, at(5_000)),
                        Row.of("ann", 2L, at(11_500)),
                        Row.of("bob", 1L, at(12_100)),
                        Row.of("bob", 1L, at(20_000)));

        List<Row> rows =
                flink.rows(
                        "SELECT * FROM "
                                + aggregate("calls PARTITION BY caller", ", \"order\": \"event-time\"", TOTAL));

        assertEquals(List.of("ann", "bob", "ann", "bob", "bob"), column(rows, "caller"));
        assertEquals(List.of(1L, 1L, 2L, 2L, 2L), column(rows, "total"));
    }

    @Test
    void previousValuesOfAnyType() throws Exception {
        Flink flink =
                calls(
                        Row.of("ann", 1L, at(0)),
                        Row.of("ann", null, at(10)),
                        Row.of("bob", 3L, at(15)),
                        Row.of("ann", 4L, at(40)),
                        Row.of("ann", 5L, at(1041)));
        flink.tables.executeSql(
                "CREATE TEMPORARY VIEW records AS SELECT *, ROW(seconds, ARRAY[caller]) AS r, "
                        + "CAST(seconds AS DECIMAL(30, 2)) AS d FROM calls");

        List<Row> rows =
                flink.rows(
                        "SELECT * FROM FILBERT_PREVIOUS(input => TABLE records PARTITION BY caller, spec => "
                                + "'{\"time_to_live\": 1000, \"values\": [{\"name\": \"last\", \"value\": \"seconds\"}, "
                                + "{\"name\": \"record\", \"value\": \"r\"}, {\"name\": \"wide\", \"value\": \"d\"}]}', "
                                + "on_time => DESCRIPTOR(event_time), uid => 'test')");

        assertEquals(Arrays.asList(null, 1L, null, null, null), column(rows, "last"));
        assertEquals("[null, +I[1, [ann]], null, +I[null, [ann]], null]", column(rows, "record").toString());
        assertEquals(Arrays.asList(null, new BigDecimal("1.00"), null, null, null), column(rows, "wide"));
    }

    @Test
    void firstEventsAndTheirRepeats() throws Exception {
        Flink flink =
                calls(
                        Row.of("ann", 1L, at(1000)),
                        Row.of("ann", 2L, at(1999)),
                        Row.of("ann", 3L, at(500)),
                        Row.of("bob", 4L, at(1500)),
                        Row.of("ann", 5L, at(2000)));

        List<Row> rows =
                flink.rows(
                        "SELECT * FROM FILBERT_DEDUPLICATE(input => TABLE calls PARTITION BY caller, spec => "
                                + "'{\"window\": 1000}', on_time => DESCRIPTOR(event_time), uid => 'test')");

        assertEquals(List.of(true, false, false, true, true), column(rows, "$first"));
    }

    @Test
    void alertsPassAnEmptyControlTable() throws Exception {
        Flink flink = calls(Row.of("ann", 1L, at(1000)), Row.of("bob", 2L, at(1999)));
        flink.tables.executeSql(
                "CREATE TEMPORARY VIEW alerts AS SELECT caller AS subject, seconds, event_time FROM calls");
        flink.tables.executeSql(
                "CREATE TEMPORARY VIEW control AS SELECT 'snooze' AS kind, 's' AS scenario, caller AS subject, "
                        + "CAST(event_time AS TIMESTAMP(3)) AS until, 'ann' AS `by`, 0 AS `partition`, "
                        + "CAST(0 AS BIGINT) AS `offset` FROM calls WHERE seconds > 2");

        List<Row> rows =
                flink.rows(
                        "SELECT subject, seconds, event_time FROM FILBERT_ALERT(input => TABLE alerts PARTITION BY subject, "
                                + "control => TABLE control PARTITION BY subject, spec => '{\"scenario\": \"s\", \"node\": \"n\"}', uid => 'test')");

        assertEquals(
                List.of(List.of("ann", 1L, at(1000)), List.of("bob", 2L, at(1999))),
                rows.stream().map(FunctionsTest::values).toList());
    }
}
