package filbert.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A scenario is stopped with a savepoint and goes on changed: on another backend, with another parallelism, with other
 * columns passing through, with a longer window.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RestoreTest {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .build());

    /** What the functions answered, as text: name of the function, event, results. */
    private static final Collection<String> ANSWERS = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    private static final String AGGREGATES =
            """
            [{"name": "n", "function": "count"}, {"name": "total", "function": "sum", "value": "seconds"},
             {"name": "high", "function": "max", "value": "seconds"},
             {"name": "different", "function": "count_distinct", "value": "seconds"}]
            """
                    .replace("\n", "");

    private static String call(String function, String table, String spec, String uid) {
        return "%s(input => TABLE %s PARTITION BY k, spec => '%s', on_time => DESCRIPTOR(event_time), uid => '%s')"
                .formatted(function, table, spec, uid);
    }

    private void write(String name, String... lines) throws Exception {
        Path input = Files.createDirectories(folder.resolve(name));
        Files.write(input.resolve("events.jsonl"), List.of(lines));
    }

    /** Starts all functions over the files of a folder, which it keeps watching. */
    private JobClient start(String input, String columns, long window, Map<String, String> options, int delay)
            throws Exception {
        Map<String, String> all = new HashMap<>(options);
        all.put("pipeline.max-parallelism", "128");
        all.put("restart-strategy.type", "none");
        // A reader without a file must not hold up the time of all.
        all.put("table.exec.source.idle-timeout", "500 ms");
        Flink flink = new Flink(all);
        flink.tables.executeSql(
                ("CREATE TEMPORARY TABLE events (i INT, k STRING, seconds BIGINT, %s, event_time TIMESTAMP(3), "
                                + "WATERMARK FOR event_time AS event_time - INTERVAL '%d' SECOND) WITH ("
                                + "'connector' = 'filesystem', 'path' = '%s', 'format' = 'json', "
                                + "'source.monitor-interval' = '100 ms')")
                        .formatted(columns, delay, folder.resolve(input).toUri()));
        String sliding =
                "{\"window\": %d, \"lateness\": 30000, \"aggregates\": %s}".formatted(window, AGGREGATES);
        String waiting = sliding.replace("{\"window\"", "{\"order\": \"event-time\", \"window\"");
        String values = "{\"values\": [{\"name\": \"last\", \"value\": \"seconds\"}]}";
        answer(flink, "aggregate", "n, total, high, different", call("FILBERT_AGGREGATE", "events", sliding, "a"));
        answer(flink, "ordered", "n, total, `$error`", call("FILBERT_AGGREGATE", "events", waiting, "o"));
        answer(flink, "previous", "`last`", call("FILBERT_PREVIOUS", "events", values, "p"));
        answer(flink, "first", "`$first`", call("FILBERT_DEDUPLICATE", "events", "{\"window\": 10000}", "d"));
        return flink.start();
    }

    private static void answer(Flink flink, String name, String results, String call) {
        flink.tables
                .toDataStream(flink.tables.sqlQuery("SELECT i, " + results + " FROM " + call))
                .map(row -> ANSWERS.add(name + ' ' + text(row)))
                .returns(Types.BOOLEAN)
                .sinkTo(new DiscardingSink<>());
    }

    private static String text(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.getArity(); i++) {
            values.add(String.valueOf(row.getField(i)));
        }
        return String.join(" ", values);
    }

    private static List<String> answers(String function, int count) throws InterruptedException {
        List<String> found = List.of();
        while (found.size() < count) {
            TimeUnit.MILLISECONDS.sleep(20);
            found = ANSWERS.stream().filter(each -> each.startsWith(function)).sorted().toList();
        }
        return found;
    }

    @Test
    void stateGoesOnAfterAChange() throws Exception {
        write(
                "before",
                "{\"i\": 1, \"k\": \"ann\", \"seconds\": 5, \"gone\": \"x\", \"kept\": \"y\", \"event_time\": \"2026-01-01 00:00:00\"}",
                "{\"i\": 2, \"k\": \"ann\", \"seconds\": 7, \"gone\": \"x\", \"kept\": \"y\", \"event_time\": \"2026-01-01 00:00:12\"}",
                "{\"i\": 3, \"k\": \"bob\", \"seconds\": 1, \"gone\": \"x\", \"kept\": \"y\", \"event_time\": \"2026-01-01 00:00:13\"}");
        JobClient before =
                start("before", "gone STRING, kept STRING", 10_000, Map.of("state.backend.type", "hashmap"), 5);
        assertEquals(
                List.of("aggregate 1 1 5 5 1", "aggregate 2 1 7 7 1", "aggregate 3 1 1 1 1"), answers("aggregate", 3));
        assertEquals(List.of("first 1 true", "first 2 true", "first 3 true"), answers("first", 3));
        assertEquals(List.of("previous 1 null", "previous 2 5", "previous 3 null"), answers("previous", 3));
        assertEquals(List.of("ordered 1 1 5 null"), answers("ordered", 1), "two events wait for the watermark");
        String savepoint =
                before.stopWithSavepoint(false, folder.resolve("savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
                        .get();
        ANSWERS.clear();

        write(
                "after",
                "{\"i\": 4, \"k\": \"ann\", \"seconds\": 7, \"kept\": \"y\", \"added\": 0.5, \"event_time\": \"2026-01-01 00:00:15\"}",
                "{\"i\": 5, \"k\": \"bob\", \"seconds\": 2, \"kept\": \"y\", \"added\": 0.5, \"event_time\": \"2026-01-01 00:00:40\"}");
        JobClient after =
                start(
                        "after",
                        "added DOUBLE, kept STRING",
                        20_000,
                        Map.of(
                                "state.backend.type", "rocksdb",
                                "parallelism.default", "2",
                                "execution.state-recovery.path", savepoint,
                                "execution.state-recovery.ignore-unclaimed-state", "true"),
                        5);

        assertEquals(List.of("aggregate 4 3 19 7 2", "aggregate 5 1 2 2 1"), answers("aggregate", 2));
        assertEquals(List.of("previous 4 7", "previous 5 1"), answers("previous", 2));
        assertEquals(List.of("first 4 false", "first 5 true"), answers("first", 2));
        String restored = "order|E_RESTORED||while the event waited for the watermark, a deployment added the column 'added'";
        assertEquals(
                List.of("ordered 2 2 12 " + restored, "ordered 3 1 1 " + restored, "ordered 4 3 19 null"),
                answers("ordered", 3));
        after.cancel().get();
        assertTrue(Files.exists(Path.of(java.net.URI.create(savepoint))));
    }
}
