package filbert.state;

import java.util.Arrays;

/** Entries in order of time, those of equal time in order of arrival. */
abstract class Chunk extends Piece {

    int size;
    long[] times;

    Chunk(int capacity) {
        times = new long[capacity];
    }

    /** The first position whose time is after the given one. */
    final int after(long time) {
        if (size == 0 || times[size - 1] <= time) {
            return size;
        }
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] > time) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    final long firstTime() {
        return times[0];
    }

    final long lastTime() {
        return times[size - 1];
    }

    /**
     * Takes in an event at the position that {@link #after} gives for its time.
     *
     * @return bit by aggregate: the event brought this entry a value that it did not hold before
     */
    abstract long insert(int position, EventChunk event, Fold[] folds);

    /** Adds the entries of a range to an aggregate of what lies before them. */
    abstract void addTo(Accumulator into, Fold fold, int from, int to);

    /** Takes the entries of a range out of an aggregate; for invertible ones only. */
    abstract void removeFrom(Accumulator from, Fold fold, int start, int end);

    /** Gives the distinct values of each entry of a range. */
    abstract void eachValue(DistinctFold fold, int from, int to, ValueConsumer consumer) throws Exception;

    /** Cuts the first entries off and returns them. */
    abstract Chunk takeFirst(int count);

    abstract void dropFirst(int count);

    /** Writes the entries from a position on. */
    abstract void write(ByteWriter out, int from);

    @Override
    final void write(ByteWriter out) {
        write(out, 0);
    }

    final void writeTimes(ByteWriter out, int from) {
        out.count(size - from);
        long before = 0;
        for (int i = from; i < size; i++) {
            out.number(times[i] - before);
            before = times[i];
        }
    }

    final void readTimes(ByteReader in, int count) {
        size = count;
        long before = 0;
        for (int i = 0; i < count; i++) {
            before += in.number();
            times[i] = before;
        }
    }

    /** Makes room for one time at a position; the caller does the same for its own columns. */
    final void openTime(int position, long time) {
        System.arraycopy(times, position, times, position + 1, size - position);
        times[position] = time;
        size++;
    }

    final void dropTimes(int count) {
        System.arraycopy(times, count, times, 0, size - count);
        size -= count;
    }

    static long[] grown(long[] column, int capacity) {
        return Arrays.copyOf(column, capacity);
    }
}
