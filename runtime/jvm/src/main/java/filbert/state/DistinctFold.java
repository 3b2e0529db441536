package filbert.state;

import org.apache.flink.table.data.StringData;

/**
 * How many different values there are. The values of the running window are counted in a map of their own in state;
 * its keys carry the aggregate's number, so that all such aggregates share the map.
 */
final class DistinctFold extends Fold {

    private static final long serialVersionUID = 1L;

    private final int slot;

    DistinctFold(int ordinal, int slot) {
        super(ordinal, true);
        this.slot = slot;
    }

    /** The value of an event as a key. */
    StringData key(EventChunk events, int position) {
        byte[] key;
        if (events.bytes[slot] != null) {
            byte[] value = events.bytes[slot][position];
            key = new byte[value.length + 1];
            System.arraycopy(value, 0, key, 1, value.length);
        } else {
            key = new byte[Long.BYTES + 1];
            if (events.longs[slot] != null) {
                ByteWriter.LONGS.set(key, 1, events.longs[slot][position]);
            } else {
                ByteWriter.DOUBLES.set(key, 1, events.doubles[slot][position]);
            }
        }
        key[0] = (byte) ordinal;
        return StringData.fromBytes(key);
    }

    @Override
    void add(Accumulator into, EventChunk events, int from, int to) {
        throw new UnsupportedOperationException();
    }

    @Override
    void merge(Accumulator into, Accumulator later) {
        throw new UnsupportedOperationException();
    }

    @Override
    Object result(Accumulator accumulator) {
        return accumulator.number;
    }
}
