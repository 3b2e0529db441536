package filbert.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The functions as SQL calls them. What they calculate is compared with Python elsewhere. */
class CollectionsTest {
    private static TableEnvironment tables;

    @BeforeAll
    static void start() {
        tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        tables.getConfig().set("parallelism.default", "1").set("pipeline.object-reuse", "true");
        function("COLLECTION", "Collection");
        function("REFUSED", "Refused");
        function("EACH", "Each");
        function("EACH_ERROR", "EachError");
        tables.executeSql("CREATE TEMPORARY VIEW v AS SELECT * FROM (VALUES"
                + " (CAST(3 AS BIGINT), CAST(ARRAY[1, NULL, 5] AS ARRAY<BIGINT>), CAST(ARRAY['cat', 'cats'] AS ARRAY<STRING>),"
                + " CAST(NULL AS DECIMAL(10, 2)))) AS t(a, numbers, words, d)");
    }

    private static void function(String name, String type) {
        tables.executeSql("CREATE TEMPORARY SYSTEM FUNCTION FILBERT_" + name + " AS 'filbert.collections." + type + "'");
    }

    private static String value(String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = tables.executeSql("SELECT " + sql + " FROM v").collect()) {
            found.forEachRemaining(row -> rows.add(row.toString()));
        }
        return rows.get(0);
    }

    @Test
    void aBodyReadsTheElementAndWhatIsCaptured() throws Exception {
        assertEquals("+I[[3, null, 15]]", value("FILBERT_EACH('TRANSFORM', 'BIGINT', '`item` * `c0`', numbers, a)"));
        assertEquals("+I[[5]]", value("FILBERT_EACH('FILTER', 'BOOLEAN', '`item` > `c0`', numbers, a)"));
        assertEquals("+I[[5, 1, null]]", value("FILBERT_EACH('SORT DESC', 'BIGINT', '`item`', numbers)"));
        assertEquals("+I[null]", value("FILBERT_EACH('ANY', 'BOOLEAN', '`item` > 5', numbers)"));
    }

    @Test
    void theValueForAnElementIsNotOverwrittenByTheNext() throws Exception {
        assertEquals(
                "+I[[[1, 3], [null, 3], [5, 3]]]",
                value("FILBERT_EACH('TRANSFORM', 'ARRAY<BIGINT>', 'CAST(ARRAY[`item`, `c0`] AS ARRAY<BIGINT>)', numbers, a)"));
    }

    @Test
    void aBodyInABodyIsNotTakenForIt() throws Exception {
        // Both are classes of one name, see Body.
        assertEquals(
                "+I[true]",
                value("FILBERT_EACH('ANY', 'BOOLEAN', 'FILBERT_EACH(''ANY'', ''BOOLEAN'', ''`item` = `c0` || ''''s'''''', `c0`, `item`)',"
                        + " words, words)"));
    }

    @Test
    void theFirstErrorIsThatOfTheFirstElementUntilItIsDecided() throws Exception {
        String error = "'CASE WHEN `item` IS NULL THEN ''E_NULL'' END'";

        assertEquals("+I[E_NULL]", value("FILBERT_EACH_ERROR('ANY', '`item` = 5', " + error + ", numbers)"));
        assertEquals("+I[null]", value("FILBERT_EACH_ERROR('ANY', '`item` = 1', " + error + ", numbers)"));
        assertEquals("+I[null]", value("FILBERT_EACH_ERROR('ALL', '`item` = 5', " + error + ", numbers)"));
        assertEquals("+I[E_NULL]", value("FILBERT_EACH_ERROR('FILTER', 'NULL', " + error + ", numbers)"));
    }

    @Test
    void aListOfListsKeepsItsNulls() throws Exception {
        // Flink's own constructor makes 0.00 of it.
        assertEquals(
                "+I[[null, [null]]]",
                value("FILBERT_COLLECTION('ARRAY', CAST(NULL AS ARRAY<DECIMAL(10, 2)>), CAST(ARRAY[d] AS ARRAY<DECIMAL(10, 2)>))"));
    }

    @Test
    void whatHasNoValueIsRefusedInsteadOfThrown() throws Exception {
        String sum = "'ARRAY_SUM', CAST(ARRAY[9223372036854775807, a] AS ARRAY<BIGINT>)";

        assertEquals("+I[null, true]", value("FILBERT_COLLECTION(" + sum + "), FILBERT_REFUSED(" + sum + ")"));
        assertEquals("+I[6, false]", value("FILBERT_COLLECTION('ARRAY_SUM', numbers), FILBERT_REFUSED('ARRAY_SUM', numbers)"));
        assertEquals(
                "+I[null, true]",
                value("FILBERT_COLLECTION('MAP_FROM_ARRAYS', words, numbers), FILBERT_REFUSED('MAP_FROM_ARRAYS', words, numbers)"));
    }
}
