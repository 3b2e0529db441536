package filbert.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The functions as SQL calls them. */
class FunctionsTest {
    private static TableEnvironment tables;

    @BeforeAll
    static void start() {
        tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        tables.getConfig().set("parallelism.default", "1").set("table.local-time-zone", "UTC");
        function("RECORD", "json.Record");
        function("ERROR", "json.ErrorParts");
        function("PROBE", "probe.Probe");
        function("COUNT", "probe.PortCounter");
        function("LATENCY", "probe.Latency");
        tables.executeSql("CREATE TEMPORARY VIEW v AS SELECT * FROM (VALUES"
                + " (CAST('x' AS STRING), CAST(1 AS BIGINT), CAST(1.5 AS DECIMAL(8, 2)), TIMESTAMP '2026-01-02 03:04:05.6'),"
                + " (CAST(NULL AS STRING), CAST(9007199254740993 AS BIGINT), CAST(NULL AS DECIMAL(8, 2)),"
                + " CAST(NULL AS TIMESTAMP(3)))) AS t(s, n, d, t)");
    }

    private static void function(String name, String type) {
        tables.executeSql("CREATE TEMPORARY SYSTEM FUNCTION FILBERT_" + name + " AS 'filbert." + type + "'");
    }

    /** Sorted: the rows of VALUES may each have a source of their own, and arrive in any order. */
    private static List<String> rows(String query) throws Exception {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = tables.executeSql(query).collect()) {
            found.forEachRemaining(row -> {
                for (int field = 0; field < row.getArity(); field++) {
                    if (row.getField(field) instanceof byte[] bytes) {
                        row.setField(field, new String(bytes, StandardCharsets.UTF_8));
                    }
                }
                rows.add(row.toString());
            });
        }
        Collections.sort(rows);
        return rows;
    }

    @Test
    void aRecordHasTheNamesOfItsRow() throws Exception {
        List<String> rows = rows("SELECT r.`value`, r.`size` FROM (SELECT FILBERT_RECORD(1000, CAST(ROW(s, n, d, t, ROW(n))"
                + " AS ROW<`the text` STRING, n BIGINT, d DECIMAL(8, 2), t TIMESTAMP(3), r ROW<x BIGINT>>)) AS r FROM v)");

        assertEquals(
                List.of(
                        "+I[{\"the text\":\"x\",\"n\":1,\"d\":\"1.50\",\"t\":\"2026-01-02T03:04:05.600Z\",\"r\":{\"x\":1}}, 76]",
                        "+I[{\"the text\":null,\"n\":\"9007199254740993\",\"d\":null,\"t\":null,\"r\":{\"x\":\"9007199254740993\"}}, 87]"),
                rows);
    }

    @Test
    void aRecordThatIsTooLargeHasASizeButNoValue() throws Exception {
        String query = "SELECT r.`value`, r.`size` FROM (SELECT FILBERT_RECORD(%d, CAST(ROW(n) AS ROW<n BIGINT>)) AS r FROM v"
                + " WHERE n = 1)";

        assertEquals(List.of("+I[{\"n\":1}, 7]"), rows(String.format(query, 7)));
        assertEquals(List.of("+I[null, 7]"), rows(String.format(query, 6)));
    }

    @Test
    void aRecordIsWrittenOnceForAllItsParts() {
        String plan = tables.explainSql("SELECT r.`value`, r.`size` FROM"
                + " (SELECT FILBERT_RECORD(9, CAST(ROW(s) AS ROW<s STRING>)) AS r FROM v WHERE n = 1)");

        String executed = plan.substring(plan.indexOf("Optimized Execution Plan"));
        assertEquals(executed.indexOf("FILBERT_RECORD"), executed.lastIndexOf("FILBERT_RECORD"), executed);
    }

    @Test
    void aRecordNeedsARow() {
        ValidationException refusal =
                assertThrows(ValidationException.class, () -> tables.sqlQuery("SELECT FILBERT_RECORD(9, n) FROM v"));

        assertTrue(refusal.getCause().getMessage().contains("Invalid function call"), refusal.getCause().getMessage());
    }

    @Test
    void thePartsOfAnError() throws Exception {
        assertEquals(
                List.of("+I[+I[n1, a.b, E_DIV0, 12, x | y], null, +I[n1, cell.lat, E_FIELD, null, bad],"
                        + " +I[n1, null, E_JSON, null, ], +I[n1, null, null, null, what]]"),
                rows("SELECT FILBERT_ERROR('a.b|E_DIV0|12|x | y', 'n1'), FILBERT_ERROR(CAST(NULL AS STRING), 'n1'),"
                        + " FILBERT_ERROR('cell.lat|E_FIELD||bad', 'n1'), FILBERT_ERROR('|E_JSON||', 'n1'),"
                        + " FILBERT_ERROR('what', 'n1')"));
    }

    @Test
    void aProbePassesWhatPassesWithoutAnError() throws Exception {
        assertEquals(
                List.of("+I[true, false, false, false, false]"),
                rows("SELECT FILBERT_PROBE('a', TRUE, CAST(NULL AS STRING)), FILBERT_PROBE('b', FALSE, CAST(NULL AS STRING)),"
                        + " FILBERT_PROBE('c', CAST(NULL AS BOOLEAN), CAST(NULL AS STRING)), FILBERT_PROBE('d', TRUE, 'E'),"
                        + " FILBERT_PROBE('e', CAST(NULL AS BOOLEAN), 'E')"));
    }

    @Test
    void aCounterGivesBackWhatItCounts() throws Exception {
        assertEquals(
                List.of("+I[true, false, false]"),
                rows("SELECT FILBERT_COUNT('a', 'p', TRUE), FILBERT_COUNT('a', 'p', FALSE),"
                        + " FILBERT_COUNT('a', 'p', CAST(NULL AS BOOLEAN))"));
    }

    @Test
    void latencyIsAlwaysTrue() throws Exception {
        assertEquals(
                List.of("+I[true, true]"),
                rows("SELECT FILBERT_LATENCY('a', CAST(CURRENT_TIMESTAMP AS TIMESTAMP_LTZ(3))),"
                        + " FILBERT_LATENCY('a', CAST(NULL AS TIMESTAMP_LTZ(3)))"));
    }

    @Test
    void aProbeIsBoundToItsNodeWhenPlanning() {
        ValidationException refusal = assertThrows(
                ValidationException.class, () -> rows("SELECT FILBERT_PROBE(s, TRUE, CAST(NULL AS STRING)) FROM v"));

        assertEquals("FILBERT_PROBE: node must be a string literal", refusal.getMessage());
    }

    @Test
    void aProbeIsNeitherFoldedNorLost() {
        String plan = tables.explainSql("SELECT n FROM v WHERE FILBERT_PROBE('a', TRUE, CAST(NULL AS STRING)) AND n = 1");

        assertTrue(plan.substring(plan.indexOf("Optimized Execution Plan")).contains("FILBERT_PROBE('a', true"), plan);
        assertFalse(new filbert.probe.Probe().isDeterministic());
    }
}
