package filbert.probe;

import java.util.Arrays;

import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;

/**
 * The last values in a ring: a store per value, everything else is paid by whoever reads.
 *
 * <p>Written by one thread and read by another without a lock; a reader may see a ring that is a few values
 * old, which quantiles of a thousand values do not show.
 */
final class RecentValues implements Histogram {
    private static final int SIZE = 1024;

    private final long[] ring = new long[SIZE];
    private long count;

    @Override
    public void update(long value) {
        ring[(int) count & SIZE - 1] = value;
        count++;
    }

    @Override
    public long getCount() {
        return count;
    }

    @Override
    public HistogramStatistics getStatistics() {
        long[] values = Arrays.copyOf(ring, (int) Math.min(SIZE, count));
        Arrays.sort(values);
        return new Statistics(values);
    }

    /** Statistics of sorted values. */
    private static final class Statistics extends HistogramStatistics {
        private final long[] sorted;

        private Statistics(long[] sorted) {
            this.sorted = sorted;
        }

        @Override
        public double getQuantile(double quantile) {
            if (sorted.length == 0) {
                return 0;
            }
            int rank = (int) Math.ceil(quantile * sorted.length) - 1;
            return sorted[Math.min(sorted.length - 1, Math.max(0, rank))];
        }

        @Override
        public long[] getValues() {
            return sorted.clone();
        }

        @Override
        public int size() {
            return sorted.length;
        }

        @Override
        public double getMean() {
            return Arrays.stream(sorted).average().orElse(0);
        }

        @Override
        public double getStdDev() {
            double mean = getMean();
            return Math.sqrt(Arrays.stream(sorted)
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0));
        }

        @Override
        public long getMax() {
            return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        }

        @Override
        public long getMin() {
            return sorted.length == 0 ? 0 : sorted[0];
        }
    }
}
