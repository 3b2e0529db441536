package filbert.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.flink.metrics.HistogramStatistics;
import org.junit.jupiter.api.Test;

/** Buckets are cumulative and their bounds inclusive; quantiles are those of the latest values. */
class LatencyTest {
    private final LatencyBuckets buckets = new LatencyBuckets();
    private final RecentValues recent = new RecentValues();

    @Test
    void aBucketHoldsAllUpToItsBound() {
        for (long value : new long[] {0, 1, 2, 3, 50, 51, 3_600_000, 3_600_001}) {
            buckets.add(value);
        }

        assertEquals(2, buckets.upTo(0));
        assertEquals(3, buckets.upTo(1));
        assertEquals(4, buckets.upTo(2));
        assertEquals(5, buckets.upTo(5));
        assertEquals(6, buckets.upTo(6));
        assertEquals(7, buckets.upTo(LatencyBuckets.BOUNDS.length - 1));
        assertEquals(8, buckets.upTo(LatencyBuckets.BOUNDS.length));
    }

    @Test
    void quantilesOfFewValues() {
        for (long value = 100; value >= 1; value--) {
            recent.update(value);
        }

        HistogramStatistics statistics = recent.getStatistics();

        assertEquals(100, recent.getCount());
        assertEquals(50, statistics.getQuantile(0.5));
        assertEquals(99, statistics.getQuantile(0.99));
        assertEquals(1, statistics.getQuantile(0));
        assertEquals(100, statistics.getQuantile(1));
        assertEquals(1, statistics.getMin());
        assertEquals(100, statistics.getMax());
        assertEquals(50.5, statistics.getMean());
        assertEquals(100, statistics.size());
    }

    @Test
    void oldValuesMakeRoom() {
        for (int old = 0; old < 5_000; old++) {
            recent.update(9);
        }
        for (int latest = 0; latest < 1_024; latest++) {
            recent.update(7);
        }

        HistogramStatistics statistics = recent.getStatistics();

        assertEquals(6_024, recent.getCount());
        assertEquals(1_024, statistics.size());
        assertEquals(7, statistics.getMax());
    }

    @Test
    void noValuesAtAll() {
        HistogramStatistics statistics = recent.getStatistics();

        assertEquals(0, statistics.getQuantile(0.5));
        assertEquals(0, statistics.getMax());
        assertEquals(0, statistics.getMean());
        assertEquals(0, statistics.getStdDev());
    }
}
