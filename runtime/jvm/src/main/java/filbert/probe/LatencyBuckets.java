package filbert.probe;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts values by upper bounds: one addition per value, the cumulative sums are built when somebody asks. */
final class LatencyBuckets {
    /** Upper bounds in milliseconds, inclusive. */
    static final long[] BOUNDS = {
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 3_600_000
    };

    private final long[] counts = new long[BOUNDS.length + 1];

    void add(long value) {
        int bucket = 0;
        while (bucket < BOUNDS.length && value > BOUNDS[bucket]) {
            bucket++;
        }
        counts[bucket]++;
    }

    /** Values up to the bound with this number, all of them for the one after the last. */
    long upTo(int bucket) {
        long sum = 0;
        for (int lower = 0; lower <= bucket; lower++) {
            sum += counts[lower];
        }
        return sum;
    }

    void register(MetricGroup group) {
        for (int bucket = 0; bucket <= BOUNDS.length; bucket++) {
            String bound = bucket < BOUNDS.length ? Long.toString(BOUNDS[bucket]) : "+Inf";
            group.addGroup("le", bound).counter("latency_bucket", new Cumulative(bucket));
        }
    }

    /** A bucket and all below it, as a metric. */
    private final class Cumulative implements Counter {
        private final int bucket;

        private Cumulative(int bucket) {
            this.bucket = bucket;
        }

        @Override
        public long getCount() {
            return upTo(bucket);
        }

        @Override
        public void inc() {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void inc(long n) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void dec() {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void dec(long n) {
            throw new UnsupportedOperationException("read only");
        }
    }
}
