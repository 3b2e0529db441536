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

/**
 * Events with the latest row of their key, as SQL calls it. Both sides are made of one stream here, so that their order
 * is certain: rows of kind {@code row} are the table's, those without a tariff delete.
 */
class JoinLatestTest {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .build());

    private static final long START = 1_780_000_000_000L;
    private static final long HOUR = 3_600_000;

    private static Row record(String kind, String key, String tariff, long milliseconds) {
        long time = START + milliseconds;
        LocalDateTime at =
                LocalDateTime.ofEpochSecond(time / 1000, (int) (time % 1000) * 1_000_000, ZoneOffset.UTC);
        return Row.of(kind, key, tariff, at);
    }

    private static Row row(String key, String tariff, long milliseconds) {
        return record("row", key, tariff, milliseconds);
    }

    private static Row call(String key, long milliseconds) {
        return record("call", key, null, milliseconds);
    }

    private static Flink stream(Row... rows) {
        Flink flink = new Flink(Map.of());
        TypeInformation<Row> type =
                Types.ROW_NAMED(
                        new String[] {"kind", "k", "tariff", "event_time", "$stream", "$partition", "$offset"},
                        Types.STRING,
                        Types.STRING,
                        Types.STRING,
                        Types.LOCAL_DATE_TIME,
                        Types.STRING,
                        Types.INT,
                        Types.LONG);
        Schema.Builder schema =
                Schema.newBuilder()
                        .column("kind", "STRING")
                        .column("k", "STRING")
                        .column("tariff", "STRING")
                        .column("event_time", "TIMESTAMP(3)")
                        .column("$stream", "STRING")
                        .column("$partition", "INT")
                        .column("$offset", "BIGINT")
                        .watermark("event_time", "event_time - INTERVAL '1' SECOND");
        List<Row> numbered = new ArrayList<>();
        for (Row each : rows) {
            numbered.add(Row.join(each, Row.of("s", 0, (long) numbered.size())));
        }
        flink.view("records", type, schema, numbered);
        flink.tables.executeSql("CREATE TEMPORARY SYSTEM FUNCTION FILBERT_JOIN_LATEST AS 'filbert.state.JoinLatest'");
        flink.tables.createTemporaryView(
                "calls", flink.tables.sqlQuery("SELECT k AS `$k1`, k, event_time, `$offset` FROM records WHERE kind = 'call'"));
        flink.tables.createTemporaryView(
                "customers",
                flink.tables.sqlQuery(
                        "SELECT k AS `$t1`, CASE WHEN tariff IS NOT NULL THEN CAST(ROW(tariff, 1) AS ROW<tariff STRING, n BIGINT>)"
                                + " END AS `$row`, event_time, `$stream`, `$partition`, `$offset` FROM records WHERE kind = 'row'"));
        return flink;
    }

    private static String query(String columns, String spec) {
        return "SELECT " + columns + " FROM FILBERT_JOIN_LATEST(input => TABLE calls PARTITION BY `$k1`, "
                + "latest => TABLE customers PARTITION BY `$t1`, spec => '" + spec + "', "
                + "on_time => DESCRIPTOR(event_time), uid => 'test')";
    }

    private static List<String> joined(Flink flink) throws Exception {
        String spec = "{\"name\": \"customer\", \"row\": \"$row\", \"order\": \"event-time\"}";
        List<String> found = new ArrayList<>();
        for (Row row : flink.rows(query("k, `$offset`, customer.tariff", spec))) {
            found.add(row.getField(0) + " " + row.getField(1) + " " + row.getField(2));
        }
        return found;
    }

    @Test
    void inEventTimeTheRowCountsThatHeldAtTheEventsTime() throws Exception {
        Flink flink =
                stream(
                        call("ann", 500),
                        row("ann", "post", 300),
                        call("ann", 200),
                        row("ann", "pre", 100),
                        call("bob", 400),
                        call("ann", 300),
                        row("ann", null, 500),
                        call("ann", 50),
                        call("ann", 9_000));

        List<String> found = joined(flink);

        assertEquals(
                List.of("ann 7 null", "ann 2 pre", "ann 5 post", "bob 4 null", "ann 0 null", "ann 8 null"), found);
    }

    @Test
    void ofEqualTimesTheRowOfTheLaterPlaceCounts() throws Exception {
        Flink flink = stream(row("ann", "a", 100), row("ann", "b", 100), call("ann", 100));

        assertEquals(List.of("ann 2 b"), joined(flink));
    }

    @Test
    void aRowBehindTheWatermarkCountsUnlessANewerOneIsHeld() throws Exception {
        Flink flink =
                stream(
                        row("ann", "new", 5_000),
                        row("bob", "x", 20_000),
                        call("bob", 20_000),
                        row("ann", "old", 100),
                        row("eve", "old", 100),
                        call("ann", 30_000),
                        call("eve", 30_001),
                        row("ann", "newest", 40_000));

        assertEquals(List.of("bob 2 x", "ann 5 new", "eve 6 old"), joined(flink));
    }

    @Test
    void aDeletionIsRememberedForAnHour() throws Exception {
        Flink flink =
                stream(
                        row("ann", null, 5_000),
                        row("bob", "x", 20_000),
                        call("bob", 20_000),
                        row("ann", "old", 100),
                        call("ann", 30_000),
                        row("bob", "y", 3 * HOUR),
                        call("bob", 3 * HOUR),
                        row("ann", "old", 100),
                        call("ann", 4 * HOUR),
                        row("bob", "z", 5 * HOUR));

        assertEquals(List.of("bob 2 x", "ann 4 null", "bob 6 y", "ann 8 old"), joined(flink));
    }

    @Test
    void theRecordComesAfterTheEventsOtherColumns() throws Exception {
        Flink flink = stream(row("ann", "pre", 100), call("ann", 100));

        List<Row> rows = flink.rows(query("*", "{\"name\": \"customer\", \"row\": \"$row\", \"order\": \"event-time\"}"));

        assertEquals(
                List.of("$k1", "$t1", "k", "$offset", "customer", "$error", "rowtime"),
                List.copyOf(rows.get(0).getFieldNames(true)));
        assertEquals("+I[pre, 1]", String.valueOf(rows.get(0).getField("customer")));
    }

    @Test
    void mistakesAreNamedWhenTheStatementIsPlanned() {
        Flink flink = stream(call("ann", 100));

        Map<String, String> messages =
                Map.of(
                        "{\"name\": \"k\", \"row\": \"$row\"}", "FILBERT_JOIN_LATEST: the input already has a column 'k'",
                        "{\"name\": \"c\", \"row\": \"r\"}", "FILBERT_JOIN_LATEST: row: the input has no column 'r'");

        messages.forEach(
                (spec, message) -> {
                    ValidationException fault =
                            assertThrows(ValidationException.class, () -> flink.tables.explainSql(query("*", spec)));
                    StringBuilder all = new StringBuilder();
                    for (Throwable each = fault; each != null; each = each.getCause()) {
                        all.append(each.getMessage());
                    }
                    assertTrue(all.toString().contains(message), all::toString);
                });
    }
}
