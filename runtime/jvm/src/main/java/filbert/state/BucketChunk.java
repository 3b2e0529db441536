package filbert.state;

import java.util.Arrays;
import org.apache.flink.table.data.StringData;

/** Events folded by a resolution: an entry holds one accumulator per aggregate over all events of its time. */
final class BucketChunk extends Chunk {

    private static final int GROWTH = 8;

    private Accumulator[][] entries;

    BucketChunk(int capacity) {
        super(capacity);
        entries = new Accumulator[capacity][];
    }

    @Override
    PieceKind kind() {
        return PieceKind.BUCKETS;
    }

    @Override
    long insert(int position, EventChunk event, Fold[] folds) {
        long time = event.times[0];
        Accumulator[] entry;
        if (position > 0 && times[position - 1] == time) {
            entry = entries[position - 1];
        } else {
            if (size == times.length) {
                times = grown(times, size + GROWTH);
                entries = Arrays.copyOf(entries, size + GROWTH);
            }
            System.arraycopy(entries, position, entries, position + 1, size - position);
            openTime(position, time);
            entry = Accumulator.array(folds.length);
            entries[position] = entry;
        }
        long brought = 0;
        for (Fold fold : folds) {
            if (!event.counts(0, fold.ordinal)) {
                continue;
            }
            Accumulator accumulator = entry[fold.ordinal];
            if (fold instanceof DistinctFold distinct) {
                if (accumulator.values().add(distinct.key(event, 0))) {
                    brought |= 1L << fold.ordinal;
                }
            } else {
                fold.add(accumulator, event, 0, 1);
            }
        }
        return brought;
    }

    @Override
    void addTo(Accumulator into, Fold fold, int from, int to) {
        for (int i = from; i < to; i++) {
            fold.merge(into, entries[i][fold.ordinal]);
        }
    }

    @Override
    void removeFrom(Accumulator from, Fold fold, int start, int end) {
        for (int i = start; i < end; i++) {
            fold.unmerge(from, entries[i][fold.ordinal]);
        }
    }

    @Override
    void eachValue(DistinctFold fold, int from, int to, ValueConsumer consumer) throws Exception {
        for (int i = from; i < to; i++) {
            if (entries[i][fold.ordinal].values != null) {
                for (StringData value : entries[i][fold.ordinal].values) {
                    consumer.accept(value);
                }
            }
        }
    }

    @Override
    BucketChunk takeFirst(int count) {
        BucketChunk first = new BucketChunk(count);
        first.size = count;
        System.arraycopy(times, 0, first.times, 0, count);
        System.arraycopy(entries, 0, first.entries, 0, count);
        dropFirst(count);
        return first;
    }

    @Override
    void dropFirst(int count) {
        int left = size - count;
        System.arraycopy(entries, count, entries, 0, left);
        Arrays.fill(entries, left, size, null);
        dropTimes(count);
    }

    @Override
    BucketChunk copy() {
        BucketChunk copy = new BucketChunk(size);
        copy.size = size;
        System.arraycopy(times, 0, copy.times, 0, size);
        for (int i = 0; i < size; i++) {
            copy.entries[i] = Accumulator.copy(entries[i]);
        }
        return copy;
    }

    @Override
    void write(ByteWriter out, int from) {
        writeTimes(out, from);
        for (int i = from; i < size; i++) {
            Accumulator.write(out, entries[i]);
        }
    }

    static BucketChunk read(ByteReader in) {
        int count = in.size();
        BucketChunk chunk = new BucketChunk(count + GROWTH);
        chunk.readTimes(in, count);
        for (int i = 0; i < count; i++) {
            chunk.entries[i] = Accumulator.readArray(in);
        }
        return chunk;
    }
}
