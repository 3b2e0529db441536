package filbert.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Decision tables as SQL calls them. */
class DecideTest {

    private static TableEnvironment tables;

    @BeforeAll
    static void start() {
        tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        tables.getConfig().set("parallelism.default", "1").set("table.local-time-zone", "UTC");
        tables.executeSql("CREATE TEMPORARY SYSTEM FUNCTION FILBERT_DECIDE AS 'filbert.decision.Decide'");
        tables.executeSql("CREATE TEMPORARY VIEW v AS SELECT * FROM (VALUES"
                + " (1, CAST('a' AS STRING), CAST(1 AS BIGINT), 1.5e0, CAST(1.50 AS DECIMAL(4, 2)), TRUE, DATE '1970-01-03',"
                + "  CAST(TIMESTAMP '1970-01-01 00:00:05' AS TIMESTAMP(3))),"
                + " (2, CAST(NULL AS STRING), CAST(NULL AS BIGINT), CAST(NULL AS DOUBLE), CAST(NULL AS DECIMAL(4, 2)),"
                + "  CAST(NULL AS BOOLEAN), CAST(NULL AS DATE), CAST(NULL AS TIMESTAMP(3)))"
                + ") AS t(i, s, n, r, d, b, y, t)");
    }

    /** By number: the rows of VALUES may each have a source of their own, and arrive in any order. */
    private static List<String> decided(String inputs, String... table) throws Exception {
        String texts = "'" + String.join("', '", table) + "'";
        Map<Integer, String> rows = new TreeMap<>();
        String query = "SELECT i, FILBERT_DECIDE(ROW(" + inputs + "), " + texts + ") FROM v";
        try (CloseableIterator<Row> found = tables.executeSql(query).collect()) {
            found.forEachRemaining(row -> rows.put((Integer) row.getField(0), String.valueOf(row.getField(1))));
        }
        return List.copyOf(rows.values());
    }

    private static String table(String policy, String bounds, String rows) {
        return "{\"hit_policy\":\"" + policy + "\",\"outputs\":[[\"o\",\"STRING\"]],\"bounds\":" + bounds + ",\"rows\":" + rows + "}";
    }

    @Test
    void theFirstRowThatMatchesAnswersAndNullMatchesOnlyWhatTakesEverything() throws Exception {
        String rows = "[[[1,2],[2,3],\"one\"],[[1,2],null,\"two\"],[null,null,\"three\"]]";

        assertEquals(
                List.of("+I[two, null]", "+I[three, null]"),
                decided("s, n", table("first", "[[\"a\",\"b\"],[0,2]]", rows)));
    }

    @Test
    void whereNothingMatchesAllIsNull() throws Exception {
        assertEquals(
                List.of("+I[null, null]", "+I[null, null]"),
                decided("s", table("first", "[[\"b\"]]", "[[[1,2],\"x\"]]")));
    }

    @Test
    void theTableMayComeInParts() throws Exception {
        String whole = table("first", "[[\"a\",\"b\"]]", "[[[1,2],\"x''y\"]]");

        assertEquals(
                List.of("+I[x'y, null]", "+I[null, null]"),
                decided("s", whole.substring(0, 30), whole.substring(30, 60), whole.substring(60)));
    }

    @Test
    void inAUniqueTableASecondMatchIsAnError() throws Exception {
        String rows = "[[[2,3],\"x\"],[[1,2],\"y\"],[null,\"z\"]]";

        assertEquals(
                List.of("+I[null, rows|E_AMBIGUOUS||rows 2 and 3 of the table match]", "+I[z, null]"),
                decided("s", table("unique", "[[\"a\",\"b\"]]", rows)));
    }

    @Test
    void allMatchesAreCollectedInTheirOrder() throws Exception {
        String rows = "[[[1,2],\"x\"],[[2,3],\"y\"],[null,null]]";

        assertEquals(
                List.of("+I[[+I[x], +I[null]], null]", "+I[[+I[null]], null]"),
                decided("s", table("collect", "[[\"a\",\"b\"]]", rows)));
    }

    @Test
    void inputsOfAllTypes() throws Exception {
        String bounds = "[[1,2],[1.5,1.6],[\"1.5\",\"1.51\"],[1],[2],[5000]]";
        String rows = "[[[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],\"x\"]]";

        assertEquals(List.of("+I[x, null]", "+I[null, null]"), decided("n, r, d, b, y, t", table("first", bounds, rows)));
    }

    @Test
    void answersOfAllTypes() throws Exception {
        String table = "{\"hit_policy\":\"first\",\"outputs\":[[\"a\",\"BOOLEAN\"],[\"b\",\"BIGINT\"],[\"c\",\"DOUBLE\"],"
                + "[\"d\",\"DECIMAL(5, 2)\"],[\"e\",\"DATE\"],[\"f\",\"TIMESTAMP(3)\"]],\"bounds\":[[\"a\"]],"
                + "\"rows\":[[[1,2],1,9223372036854775807,0.1,\"-0.10\",1,5]]}";

        assertEquals(
                "+I[true, 9223372036854775807, 0.1, -0.10, 1970-01-02, 1970-01-01T00:00:00.005, null]",
                decided("s", table).get(0));
    }

    @Test
    void moreRowsThanOneWord() throws Exception {
        StringBuilder rows = new StringBuilder("[");
        for (int i = 0; i < 200; i++) {
            rows.append("[[0,1],\"").append(i).append("\"],");
        }
        rows.append("[[1,2],\"x\"]]");

        assertEquals("+I[x, null]", decided("s", table("unique", "[[\"a\"]]", rows.toString())).get(0));
    }

    @Test
    void aTableThatIsNoLiteralIsRefused() {
        ValidationException fault =
                assertThrows(ValidationException.class, () -> tables.explainSql("SELECT FILBERT_DECIDE(ROW(n), s) FROM v"));

        StringBuilder all = new StringBuilder();
        for (Throwable each = fault; each != null; each = each.getCause()) {
            all.append(each.getMessage());
        }
        assertTrue(all.toString().contains("FILBERT_DECIDE: the table must be string literals"), all::toString);
    }
}
