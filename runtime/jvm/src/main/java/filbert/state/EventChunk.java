package filbert.state;

import java.util.Arrays;

/**
 * Events one by one, column by column: time, mask, and a value for each slot. Bit a of a mask says that the event
 * counts for aggregate a. A single event is a chunk of size one.
 */
final class EventChunk extends Chunk {

    private static final int GROWTH = 16;

    long[] masks;

    /** By slot; null where the slot is of another kind. */
    final long[][] longs;

    final double[][] doubles;
    final byte[][][] bytes;

    EventChunk(SlotKind[] slots, int capacity) {
        super(capacity);
        masks = new long[capacity];
        longs = new long[slots.length][];
        doubles = new double[slots.length][];
        bytes = new byte[slots.length][][];
        for (int slot = 0; slot < slots.length; slot++) {
            switch (slots[slot]) {
                case LONG -> longs[slot] = new long[capacity];
                case DOUBLE -> doubles[slot] = new double[capacity];
                case BYTES -> bytes[slot] = new byte[capacity][];
            }
        }
    }

    @Override
    PieceKind kind() {
        return PieceKind.EVENTS;
    }

    int slots() {
        return longs.length;
    }

    SlotKind[] slotKinds() {
        SlotKind[] kinds = new SlotKind[slots()];
        for (int slot = 0; slot < kinds.length; slot++) {
            if (longs[slot] != null) {
                kinds[slot] = SlotKind.LONG;
            } else {
                kinds[slot] = doubles[slot] != null ? SlotKind.DOUBLE : SlotKind.BYTES;
            }
        }
        return kinds;
    }

    boolean counts(int position, int aggregate) {
        return (masks[position] >>> aggregate & 1) != 0;
    }

    @Override
    long insert(int position, EventChunk event, Fold[] folds) {
        if (size == times.length) {
            grow(Math.max(GROWTH, size * 2));
        }
        int moved = size - position;
        openTime(position, event.times[0]);
        if (moved > 0) {
            shift(position, position + 1, moved);
        }
        masks[position] = event.masks[0];
        for (int slot = 0; slot < longs.length; slot++) {
            if (longs[slot] != null) {
                longs[slot][position] = event.longs[slot][0];
            } else if (doubles[slot] != null) {
                doubles[slot][position] = event.doubles[slot][0];
            } else {
                bytes[slot][position] = event.bytes[slot][0];
            }
        }
        return event.masks[0];
    }

    @Override
    void addTo(Accumulator into, Fold fold, int from, int to) {
        fold.add(into, this, from, to);
    }

    @Override
    void removeFrom(Accumulator from, Fold fold, int start, int end) {
        for (int i = start; i < end; i++) {
            if (counts(i, fold.ordinal)) {
                fold.remove(from, this, i);
            }
        }
    }

    @Override
    void eachValue(DistinctFold fold, int from, int to, ValueConsumer consumer) throws Exception {
        for (int i = from; i < to; i++) {
            if (counts(i, fold.ordinal)) {
                consumer.accept(fold.key(this, i));
            }
        }
    }

    @Override
    EventChunk takeFirst(int count) {
        EventChunk first = range(0, count);
        dropFirst(count);
        return first;
    }

    @Override
    void dropFirst(int count) {
        int left = size - count;
        shift(count, 0, left);
        for (byte[][] column : bytes) {
            if (column != null) {
                Arrays.fill(column, left, size, null);
            }
        }
        dropTimes(count);
    }

    /** A copy of one event as a chunk of its own. */
    EventChunk single(int position) {
        return range(position, position + 1);
    }

    private EventChunk range(int from, int to) {
        EventChunk range = new EventChunk(slotKinds(), to - from);
        range.size = to - from;
        System.arraycopy(times, from, range.times, 0, range.size);
        System.arraycopy(masks, from, range.masks, 0, range.size);
        for (int slot = 0; slot < longs.length; slot++) {
            if (longs[slot] != null) {
                System.arraycopy(longs[slot], from, range.longs[slot], 0, range.size);
            } else if (doubles[slot] != null) {
                System.arraycopy(doubles[slot], from, range.doubles[slot], 0, range.size);
            } else {
                System.arraycopy(bytes[slot], from, range.bytes[slot], 0, range.size);
            }
        }
        return range;
    }

    private void shift(int from, int to, int count) {
        System.arraycopy(masks, from, masks, to, count);
        for (int slot = 0; slot < longs.length; slot++) {
            if (longs[slot] != null) {
                System.arraycopy(longs[slot], from, longs[slot], to, count);
            } else if (doubles[slot] != null) {
                System.arraycopy(doubles[slot], from, doubles[slot], to, count);
            } else {
                System.arraycopy(bytes[slot], from, bytes[slot], to, count);
            }
        }
    }

    private void grow(int capacity) {
        times = grown(times, capacity);
        masks = grown(masks, capacity);
        for (int slot = 0; slot < longs.length; slot++) {
            if (longs[slot] != null) {
                longs[slot] = grown(longs[slot], capacity);
            } else if (doubles[slot] != null) {
                doubles[slot] = Arrays.copyOf(doubles[slot], capacity);
            } else {
                bytes[slot] = Arrays.copyOf(bytes[slot], capacity);
            }
        }
    }

    @Override
    EventChunk copy() {
        return range(0, size);
    }

    @Override
    void write(ByteWriter out, int from) {
        writeTimes(out, from);
        writeMasks(out, from);
        out.count(longs.length);
        for (int slot = 0; slot < longs.length; slot++) {
            if (longs[slot] != null) {
                out.count(SlotKind.LONG.number);
                for (int i = from; i < size; i++) {
                    out.number(longs[slot][i]);
                }
            } else if (doubles[slot] != null) {
                out.count(SlotKind.DOUBLE.number);
                out.reals(doubles[slot], from, size);
            } else {
                out.count(SlotKind.BYTES.number);
                for (int i = from; i < size; i++) {
                    out.bytes(bytes[slot][i]);
                }
            }
        }
    }

    private void writeMasks(ByteWriter out, int from) {
        boolean same = true;
        for (int i = from + 1; i < size && same; i++) {
            same = masks[i] == masks[from];
        }
        out.count(same ? 1 : 0);
        if (same) {
            out.count(from < size ? masks[from] : 0);
            return;
        }
        for (int i = from; i < size; i++) {
            out.count(masks[i]);
        }
    }

    static EventChunk read(ByteReader in) {
        int count = in.size();
        int capacity = count + GROWTH;
        long[] times = new long[capacity];
        EventChunk timesOnly = new EventChunk(new SlotKind[0], 0);
        timesOnly.times = times;
        timesOnly.readTimes(in, count);
        long[] masks = new long[capacity];
        if (in.count() == 1) {
            Arrays.fill(masks, 0, count, in.count());
        } else {
            for (int i = 0; i < count; i++) {
                masks[i] = in.count();
            }
        }
        EventChunk chunk = new EventChunk(in.size());
        chunk.times = times;
        chunk.masks = masks;
        chunk.size = count;
        for (int slot = 0; slot < chunk.longs.length; slot++) {
            chunk.readColumn(in, slot, capacity);
        }
        return chunk;
    }

    private EventChunk(int slots) {
        super(0);
        longs = new long[slots][];
        doubles = new double[slots][];
        bytes = new byte[slots][][];
    }

    private void readColumn(ByteReader in, int slot, int capacity) {
        switch (SlotKind.of(in.size())) {
            case LONG -> {
                longs[slot] = new long[capacity];
                for (int i = 0; i < size; i++) {
                    longs[slot][i] = in.number();
                }
            }
            case DOUBLE -> {
                doubles[slot] = new double[capacity];
                in.reals(doubles[slot], size);
            }
            case BYTES -> {
                bytes[slot] = new byte[capacity][];
                for (int i = 0; i < size; i++) {
                    bytes[slot][i] = in.bytes();
                }
            }
        }
    }
}
