package filbert.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks, pages and directory against a plain list of the same events. */
class SlidingWindowTest {

    private static final DataType INPUT =
            DataTypes.ROW(
                    DataTypes.FIELD("whole", DataTypes.BIGINT()),
                    DataTypes.FIELD("real", DataTypes.DOUBLE()),
                    DataTypes.FIELD("text", DataTypes.STRING()),
                    DataTypes.FIELD("flag", DataTypes.BOOLEAN()));

    private static final String AGGREGATES =
            """
            "aggregates": [
              {"name": "n", "function": "count"},
              {"name": "texts", "function": "count", "value": "text"},
              {"name": "flags", "function": "count_if", "value": "flag"},
              {"name": "different", "function": "count_distinct", "value": "text"},
              {"name": "different_real", "function": "count_distinct", "value": "real", "where": "flag"},
              {"name": "total", "function": "sum", "value": "whole"},
              {"name": "real_total", "function": "sum", "value": "real", "where": "flag"},
              {"name": "mean", "function": "avg", "value": "real"},
              {"name": "low", "function": "min", "value": "whole"},
              {"name": "high", "function": "max", "value": "text", "where": "flag"},
              {"name": "first", "function": "first", "value": "text"},
              {"name": "last", "function": "last", "value": "whole", "where": "flag"}]
            """;

    private static AggregateSpec spec(long window, long lateness, long resolution) {
        String json =
                "{\"window\": %d, \"lateness\": %d, \"resolution\": %d, %s}"
                        .formatted(window, lateness, resolution, AGGREGATES);
        return AggregateSpec.of(new Specification("TEST", json), new InputTable("TEST", INPUT, new int[0]));
    }

    private static GenericRowData row(Random random) {
        String text = random.nextInt(9) == 0 ? null : "t" + random.nextInt(12);
        return GenericRowData.of(
                random.nextInt(7) == 0 ? null : (Object) (long) random.nextInt(1000),
                random.nextInt(7) == 0 ? null : (Object) (random.nextGaussian() * Math.pow(10, random.nextInt(20))),
                StringData.fromString(text),
                random.nextInt(3) == 0 ? null : (Object) random.nextBoolean());
    }

    /** Times that mostly rise, with ties, leaps beyond the window, and some far out of order. */
    private static long next(Random random, long newest, long window) {
        return switch (random.nextInt(40)) {
            case 0 -> newest + window * 2;
            case 1, 2, 3 -> newest - random.nextLong(window * 2);
            case 4, 5, 6, 7, 8, 9 -> newest - random.nextLong(20);
            default -> newest + random.nextInt(4);
        };
    }

    /** All held events in one chunk, from which each answer is calculated anew. */
    private static final class Plain {
        private final AggregateSpec spec;
        private final long resolution;
        private EventChunk held;
        private long newest = Long.MIN_VALUE / 2;

        Plain(AggregateSpec spec) {
            this.spec = spec;
            resolution = Math.max(1, spec.resolution());
            held = new EventChunk(spec.reader().slotKinds(), 8);
        }

        List<Object> add(EventChunk event) {
            long time = Math.floorDiv(event.times[0], resolution) * resolution + resolution - 1;
            event.times[0] = time;
            newest = Math.max(newest, time);
            long bound = newest - spec.window() - spec.lateness();
            EventChunk about = held;
            if (time <= bound) {
                about = event;
            } else {
                held.insert(held.after(time), event, spec.folds());
                held.dropFirst(held.after(bound));
            }
            int from = about == event ? 0 : about.after(Math.max(bound, time - spec.window()));
            int to = about.after(time);
            List<Object> results = new ArrayList<>();
            for (Fold fold : spec.folds()) {
                Accumulator total = new Accumulator();
                if (fold instanceof DistinctFold distinct) {
                    Set<StringData> values = new HashSet<>();
                    for (int i = from; i < to; i++) {
                        if (about.counts(i, fold.ordinal)) {
                            values.add(distinct.key(about, i));
                        }
                    }
                    total.number = values.size();
                } else {
                    fold.add(total, about, from, to);
                }
                results.add(fold.result(total));
            }
            return results;
        }
    }

    private static List<Object> results(AggregateSpec spec, Accumulator[] totals) {
        List<Object> results = new ArrayList<>();
        for (Fold fold : spec.folds()) {
            results.add(fold.result(totals[fold.ordinal]));
        }
        return results;
    }

    private static void compare(
            AggregateSpec spec, SlidingWindow window, MapView<Long, Piece> pieces, long seed, int events)
            throws Exception {
        Random random = new Random(seed);
        Plain plain = new Plain(spec);
        window.use(pieces, new MapView<>());
        EventChunk event = spec.reader().newEvent();
        EventChunk same = spec.reader().newEvent();
        long newest = 1_780_000_000_000L;
        for (int i = 0; i < events; i++) {
            long time = next(random, newest, spec.window());
            newest = Math.max(newest, time);
            GenericRowData row = row(random);
            spec.reader().read(row, time, event);
            spec.reader().read(row, time, same);

            List<Object> expected = plain.add(same);
            List<Object> actual = results(spec, window.add(event));

            assertEquals(expected, actual, "seed " + seed + ", event " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void smallPiecesGiveWhatAPlainListGives(long seed) throws Exception {
        long lateness = seed % 3 * 40;
        AggregateSpec spec = spec(120 + seed * 20, lateness, 0);

        compare(spec, new SlidingWindow(spec, 4, 2, 3), new MapView<>(), seed, 1500);
        compare(spec, new SlidingWindow(spec, 3, 1, 2), new StoredView(), seed + 100, 1500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void bucketsGiveWhatAPlainListOfRoundedTimesGives(long seed) throws Exception {
        AggregateSpec spec = spec(200, seed % 2 * 50, seed * 5);

        compare(spec, new SlidingWindow(spec, 4, 2, 3), new MapView<>(), seed, 1500);
        compare(spec, new SlidingWindow(spec, 4, 2, 3), new StoredView(), seed + 100, 1500);
    }

    @Test
    void longWindowsGiveWhatAPlainListGives() throws Exception {
        AggregateSpec spec = spec(20_000, 100, 0);

        compare(spec, new SlidingWindow(spec), new MapView<>(), 7, 15_000);
        compare(spec, new SlidingWindow(spec), new StoredView(), 8, 5_000);
    }
}
