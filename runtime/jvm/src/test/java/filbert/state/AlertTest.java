package filbert.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds alerts of one subject back. In a job the order of the two tables is not certain, here it is. */
class AlertTest {

    private static final String NO_TOPIC = "";

    private final List<Long> passed = new ArrayList<>();
    private final Alert alert =
            new Alert(
                    new Alert.Columns(0, 1, 0, 1, 2, 3, 4, 5, new int[] {1}),
                    new Alert.Place("spam", "alert", "", NO_TOPIC),
                    null,
                    null);
    private long offset;

    @BeforeEach
    void open() {
        // Input: subject, event_time. Control: kind, scenario, subject, until, partition, offset.
        alert.setCollector(
                new Collector<>() {
                    @Override
                    public void collect(RowData row) {
                        passed.add(row.getTimestamp(0, 3).getMillisecond());
                    }

                    @Override
                    public void close() {}
                });
        alert.open(new FunctionContext(null));
    }

    private void alertAt(long time) {
        RowData row = GenericRowData.of(StringData.fromString("ann"), TimestampData.fromEpochMillis(time));
        alert.eval(null, row, null, null);
    }

    private void control(String kind, String scenario, Long until) {
        RowData row =
                GenericRowData.of(
                        StringData.fromString(kind),
                        StringData.fromString(scenario),
                        StringData.fromString("ann"),
                        until == null ? null : TimestampData.fromEpochMillis(until),
                        0,
                        offset++);
        alert.eval(null, null, row, null);
    }

    @Test
    void aSnoozeHoldsBackWhatHappensBeforeItsEnd() {
        alertAt(10);
        control("snooze", "spam", 20L);
        alertAt(19);
        alertAt(20);
        alertAt(5);

        assertEquals(List.of(10L, 20L), passed);
    }

    @Test
    void theLatestSnoozeCounts() {
        control("snooze", "spam", 90L);
        control("snooze", "spam", 20L);
        alertAt(30);

        assertEquals(List.of(30L), passed);
    }

    @Test
    void unsnoozeEndsIt() {
        control("snooze", "spam", 90L);
        control("unsnooze", "spam", null);
        alertAt(30);

        assertEquals(List.of(30L), passed);
    }

    @Test
    void otherScenariosAndMalformedRowsChangeNothing() {
        control("snooze", "spam", 50L);
        control("unsnooze", "fraud", null);
        control("snooze", "fraud", 90L);
        control("snooze", "spam", null);
        control(null, "spam", 90L);
        control("snooze", null, 90L);
        alertAt(49);
        alertAt(50);

        assertEquals(List.of(50L), passed);
    }
}
