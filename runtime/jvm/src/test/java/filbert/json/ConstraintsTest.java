package filbert.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work is said when a statement is planned, in words that lead to the mistake. */
class ConstraintsTest {
    private static final DataType COLUMNS = DataTypes.ROW(
            DataTypes.FIELD("a", DataTypes.STRING()),
            DataTypes.FIELD("n", DataTypes.BIGINT()),
            DataTypes.FIELD("l", DataTypes.ARRAY(DataTypes.ROW(DataTypes.FIELD("x", DataTypes.DOUBLE())))));

    private static String refusal(DataType columns, String constraints) {
        return assertThrows(
                        ValidationException.class,
                        () -> Shape.of((RowType) columns.getLogicalType(), Constraints.parse(constraints)))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{\"required\": [\"b\"]}           # 'b' in 'required' leads to no column",
                "{\"required\": [\"a.b\"]}         # 'a.b' in 'required' leads to no column",
                "{\"required\": [\"l.x\"]}         # 'l.x' in 'required' leads to no column",
                "{\"required\": [\"a[]\"]}         # 'a[]' in 'required' leads to no column",
                "{\"required\": [\"\"]}            # '' in 'required' leads to no column",
                "{\"enum\": {\"a\": [1]}}          # enum of 'a': '1' is no STRING",
                "{\"enum\": {\"n\": [\"x\"]}}      # enum of 'n': 'x' is no BIGINT",
                "{\"enum\": {\"l[].x\": [\"x\"]}}  # enum of 'l[].x': 'x' is no DOUBLE",
                "{\"integers\": {\"a\": \"INT\"}}  # 'a' in 'integers' is STRING, no integer",
            })
    void constraintsThatDoNotFitTheColumns(String constraints, String message) {
        assertEquals("Format 'filbert-json': " + message + ".", refusal(COLUMNS, constraints));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "[]                                 # not an object",
                "{\"maximum\": 5}                   # unknown name 'maximum'; known are required, enum, integers, max_bytes",
                "{\"required\": \"a\"}              # required is a list of paths",
                "{\"required\": [1]}                # required is a list of paths, not of 1",
                "{\"enum\": [\"a\"]}                # enum maps paths to lists of values",
                "{\"enum\": {\"a\": []}}            # enum of 'a' is not a list of values, or an empty one",
                "{\"enum\": {\"a\": \"x\"}}         # enum of 'a' is not a list of values, or an empty one",
                "{\"enum\": {\"a\": [1.5]}}         # enum of 'a' may hold texts or whole numbers, not 1.5",
                "{\"integers\": {\"a\": \"LONG\"}}  # integers of 'a' is \"LONG\", not TINYINT, SMALLINT, INT or BIGINT",
                "{\"max_bytes\": 0}                 # max_bytes is a positive number, not 0",
                "{\"max_bytes\": \"5\"}             # max_bytes is a positive number, not \"5\"",
            })
    void constraintsThatAreNotUnderstood(String constraints, String message) {
        assertEquals("Option 'constraints' of the format 'filbert-json': " + message, refusal(COLUMNS, constraints));
    }

    @Test
    void columnsThatRecordsCannotHold() {
        assertEquals(
                "Format 'filbert-json': column 'a' is declared NOT NULL, but all columns of a record that does not"
                        + " decode are NULL; declare it nullable and name it in 'required'.",
                refusal(DataTypes.ROW(DataTypes.FIELD("a", DataTypes.STRING().notNull())), "{}"));
        for (DataType type : List.of(
                DataTypes.FLOAT(),
                DataTypes.VARCHAR(10),
                DataTypes.CHAR(3),
                DataTypes.TIME(),
                DataTypes.BYTES(),
                DataTypes.TIMESTAMP(0),
                DataTypes.ARRAY(DataTypes.FLOAT()),
                DataTypes.MAP(DataTypes.INT(), DataTypes.STRING()),
                DataTypes.MULTISET(DataTypes.STRING()))) {
            String message = refusal(DataTypes.ROW(DataTypes.FIELD("odd", type)), "{}");
            assertEquals("Format 'filbert-json': column 'odd' ", message.substring(0, 36), message);
        }
    }
}
