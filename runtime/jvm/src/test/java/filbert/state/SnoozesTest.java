package filbert.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;

/** What records of the control topic say, read as they were written. */
class SnoozesTest {
    private static final StringData ANN = StringData.fromString("ann");

    private final Snoozes snoozes = new Snoozes("spam");

    private void record(String json) {
        snoozes.take(json == null ? null : json.getBytes(StandardCharsets.UTF_8));
    }

    /** The first of some times at which an alert passes. */
    private long end() {
        return LongStream.of(0, 999, 1_000, 1_999, 2_000).filter(time -> !snoozes.holds(ANN, time)).findFirst().orElse(-1);
    }

    @Test
    void timesAreTextsOrMilliseconds() {
        record("{\"kind\": \"snooze\", \"scenario\": \"spam\", \"subject\": \"ann\", \"until\": \"1970-01-01T00:00:01.000Z\"}");
        assertEquals(1_000, end());

        record("{\"kind\": \"snooze\", \"scenario\": \"spam\", \"subject\": \"ann\", \"until\": 2000, \"more\": []}");
        assertEquals(2_000, end());
    }

    @Test
    void whatIsNoSnoozeOfThisScenarioChangesNothing() {
        record("{\"kind\": \"snooze\", \"scenario\": \"spam\", \"subject\": \"ann\", \"until\": 1000}");
        record(null);
        record("");
        record("[]");
        record("{\"kind\": \"unsnooze\", \"scenario\": \"fraud\", \"subject\": \"ann\"}");
        record("{\"kind\": \"unsnooze\", \"scenario\": \"spam\", \"subject\": 7}");
        record("{\"kind\": \"snooze\", \"scenario\": \"spam\", \"subject\": \"ann\", \"until\": \"tomorrow\"}");
        record("{\"kind\": \"snooze\", \"scenario\": \"spam\", \"subject\": \"bob\", \"until\": 2000}");
        assertEquals(1_000, end());

        record("{\"kind\": \"unsnooze\", \"scenario\": \"spam\", \"subject\": \"ann\"}");
        assertEquals(0, end());
    }
}
