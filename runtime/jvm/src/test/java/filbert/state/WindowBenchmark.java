package filbert.state;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;

/**
 * Prints the processor time per event of the sliding window alone, as objects and as bytes, by keys and window.
 *
 * <p>Events come at 250 per second of event time, spread over the keys, so that 100 keys hold 4,500 events each in
 * half an hour. Run it by {@code mvn -q test-compile exec:java} or from an editor; it is no test.
 */
public final class WindowBenchmark {

    private static final DataType INPUT =
            DataTypes.ROW(
                    DataTypes.FIELD("cost", DataTypes.DOUBLE()),
                    DataTypes.FIELD("seconds", DataTypes.BIGINT()),
                    DataTypes.FIELD("callee", DataTypes.STRING()));

    private static final String SUM = "{\"name\": \"s\", \"function\": \"sum\", \"value\": \"cost\"}";
    private static final String DISTINCT = "{\"name\": \"d\", \"function\": \"count_distinct\", \"value\": \"callee\"}";
    private static final String EXTREMES =
            "{\"name\": \"a\", \"function\": \"min\", \"value\": \"cost\"}, "
                    + "{\"name\": \"b\", \"function\": \"max\", \"value\": \"seconds\"}";

    private WindowBenchmark() {}

    /** Without arguments all cases; else the events per case. */
    public static void main(String[] arguments) throws Exception {
        int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3_000_000;
        for (int round = 0; round < 2; round++) {
            for (String aggregates : new String[] {SUM, EXTREMES, DISTINCT}) {
                for (boolean asBytes : new boolean[] {false, true}) {
                    for (int keys : new int[] {100, 10_000}) {
                        for (int minutes : new int[] {5, 30, 60}) {
                            measure(aggregates, keys, minutes, asBytes, events, 0);
                        }
                    }
                }
            }
            measure(SUM, 100, 30, false, events, 20);
            measure(SUM, 100, 30, true, events, 20);
        }
    }

    private static void measure(String aggregates, int keys, int minutes, boolean asBytes, int events, int disorder)
            throws Exception {
        String json =
                "{\"window\": %d, \"lateness\": 5000, \"aggregates\": [%s]}".formatted(minutes * 60_000L, aggregates);
        AggregateSpec spec =
                AggregateSpec.of(new Specification("BENCH", json), new InputTable("BENCH", INPUT, new int[0]));
        Supplier<MapView<Long, Piece>> views = asBytes ? StoredView::new : MapView::new;
        @SuppressWarnings("unchecked")
        MapView<Long, Piece>[] pieces = new MapView[keys];
        @SuppressWarnings("unchecked")
        MapView<StringData, Integer>[] seen = new MapView[keys];
        for (int key = 0; key < keys; key++) {
            pieces[key] = views.get();
            seen[key] = new MapView<>();
        }
        SlidingWindow window = new SlidingWindow(spec);
        EventChunk event = spec.reader().newEvent();
        GenericRowData row = new GenericRowData(3);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = 0;
        int warm = events / 2;
        double checksum = 0;
        for (int i = 0; i < events; i++) {
            if (i == warm) {
                begin = threads.getCurrentThreadCpuTime();
            }
            int key = (int) (i * 7919L % keys);
            row.setField(0, i * 7907L % 1000 / 7.0);
            row.setField(1, i * 104729L % 3600);
            row.setField(2, StringData.fromString("48" + i * 31337L % 100_003));
            window.use(pieces[key], seen[key]);
            long late = disorder == 0 ? 0 : i * 48271L % 100 < disorder ? i * 31337L % 5000 : 0;
            spec.reader().read(row, 1_780_000_000_000L + i * 4L - late, event);
            Object result = spec.folds()[0].result(window.add(event)[0]);
            checksum += ((Number) result).doubleValue();
        }
        double micros = (threads.getCurrentThreadCpuTime() - begin) / 1e3 / (events - warm);
        System.out.printf(
                Locale.ROOT,
                "%-8s %-7s %6d keys %3d min %2d %% out of order: %6.2f us/event (%g)%n",
                aggregates == SUM ? "sum" : aggregates == EXTREMES ? "min+max" : "distinct",
                asBytes ? "bytes" : "objects",
                keys,
                minutes,
                disorder,
                micros,
                checksum);
    }
}
