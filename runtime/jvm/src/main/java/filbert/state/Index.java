package filbert.state;

import java.util.Arrays;

/**
 * What is in a row of pieces, in order of time: a page lists chunks, the directory lists pages. A summary holds all
 * but the distinct values, so that a range is answered from summaries and two chunks at its ends.
 */
final class Index extends Piece {

    private static final int GROWTH = 8;

    int size;
    long[] ids;
    long[] from;
    long[] to;
    Accumulator[][] summaries;

    Index() {
        this(GROWTH);
    }

    private Index(int capacity) {
        ids = new long[capacity];
        from = new long[capacity];
        to = new long[capacity];
        summaries = new Accumulator[capacity][];
    }

    @Override
    PieceKind kind() {
        return PieceKind.INDEX;
    }

    int find(long id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        throw new IllegalStateException("no piece " + id);
    }

    /** The last entry that starts at or before a time, or the first one. */
    int covering(long time) {
        int found = 0;
        for (int i = size - 1; i > 0 && found == 0; i--) {
            if (from[i] <= time) {
                found = i;
            }
        }
        return found;
    }

    void insert(int position, long id, long first, long last, Accumulator[] summary) {
        if (size == ids.length) {
            int capacity = size * 2;
            ids = Arrays.copyOf(ids, capacity);
            from = Arrays.copyOf(from, capacity);
            to = Arrays.copyOf(to, capacity);
            summaries = Arrays.copyOf(summaries, capacity);
        }
        int moved = size - position;
        System.arraycopy(ids, position, ids, position + 1, moved);
        System.arraycopy(from, position, from, position + 1, moved);
        System.arraycopy(to, position, to, position + 1, moved);
        System.arraycopy(summaries, position, summaries, position + 1, moved);
        size++;
        ids[position] = id;
        set(position, first, last, summary);
    }

    void set(int position, long first, long last, Accumulator[] summary) {
        from[position] = first;
        to[position] = last;
        summaries[position] = summary;
    }

    void dropFirst(int count) {
        int left = size - count;
        System.arraycopy(ids, count, ids, 0, left);
        System.arraycopy(from, count, from, 0, left);
        System.arraycopy(to, count, to, 0, left);
        System.arraycopy(summaries, count, summaries, 0, left);
        Arrays.fill(summaries, left, size, null);
        size = left;
    }

    /** Cuts the first entries off and returns them. */
    Index takeFirst(int count) {
        Index first = new Index(count + GROWTH);
        first.size = count;
        System.arraycopy(ids, 0, first.ids, 0, count);
        System.arraycopy(from, 0, first.from, 0, count);
        System.arraycopy(to, 0, first.to, 0, count);
        System.arraycopy(summaries, 0, first.summaries, 0, count);
        dropFirst(count);
        return first;
    }

    @Override
    Index copy() {
        Index copy = new Index(size + GROWTH);
        copy.size = size;
        System.arraycopy(ids, 0, copy.ids, 0, size);
        System.arraycopy(from, 0, copy.from, 0, size);
        System.arraycopy(to, 0, copy.to, 0, size);
        for (int i = 0; i < size; i++) {
            copy.summaries[i] = Accumulator.copy(summaries[i]);
        }
        return copy;
    }

    @Override
    void write(ByteWriter out) {
        out.count(size);
        long before = 0;
        for (int i = 0; i < size; i++) {
            out.count(ids[i]);
            out.number(from[i] - before);
            out.count(to[i] - from[i]);
            Accumulator.write(out, summaries[i]);
            before = from[i];
        }
    }

    static Index read(ByteReader in) {
        int size = in.size();
        Index index = new Index(size + GROWTH);
        index.size = size;
        long before = 0;
        for (int i = 0; i < size; i++) {
            index.ids[i] = in.count();
            before += in.number();
            index.from[i] = before;
            index.to[i] = before + in.count();
            index.summaries[i] = Accumulator.readArray(in);
        }
        return index;
    }
}
