package filbert.state;

import java.io.Serializable;
import org.apache.flink.table.data.RowData;

/**
 * Reads from a row what the state keeps of it: a value per slot, and a mask. Nothing else of a row gets into state, so
 * that state stays readable when other columns change.
 */
final class EventReader implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int[] slotColumns;
    private final ValueCodec[] codecs;

    private final Condition[] conditions;

    EventReader(int[] slotColumns, ValueCodec[] codecs, Condition[] conditions) {
        this.slotColumns = slotColumns;
        this.codecs = codecs;
        this.conditions = conditions;
    }

    /** Reads times only. */
    static EventReader nothing() {
        return new EventReader(new int[0], new ValueCodec[0], new Condition[0]);
    }

    SlotKind[] slotKinds() {
        SlotKind[] kinds = new SlotKind[codecs.length];
        for (int slot = 0; slot < kinds.length; slot++) {
            kinds[slot] = codecs[slot].kind;
        }
        return kinds;
    }

    ValueCodec codec(int slot) {
        return codecs[slot];
    }

    /** An event to read into, again and again. */
    EventChunk newEvent() {
        EventChunk event = new EventChunk(slotKinds(), 1);
        event.size = 1;
        return event;
    }

    void read(RowData row, long time, EventChunk event) {
        event.times[0] = time;
        for (int slot = 0; slot < codecs.length; slot++) {
            if (row.isNullAt(slotColumns[slot])) {
                clear(event, slot);
            } else {
                codecs[slot].read(row, slotColumns[slot], event, slot);
            }
        }
        long mask = 0;
        for (int bit = 0; bit < conditions.length; bit++) {
            if (conditions[bit].holds(row)) {
                mask |= 1L << bit;
            }
        }
        event.masks[0] = mask;
    }

    private static void clear(EventChunk event, int slot) {
        if (event.longs[slot] != null) {
            event.longs[slot][0] = 0;
        } else if (event.doubles[slot] != null) {
            event.doubles[slot][0] = 0;
        } else {
            event.bytes[slot][0] = null;
        }
    }

    /**
     * When an event counts for one bit of the mask. Columns are positions, -1 for none.
     *
     * @param present a column that must not be NULL
     * @param where a column that must be true
     * @param also another column that must be true
     */
    record Condition(int present, int where, int also) implements Serializable {

        static final int NONE = -1;

        boolean holds(RowData row) {
            return (present == NONE || !row.isNullAt(present)) && isTrue(row, where) && isTrue(row, also);
        }

        private static boolean isTrue(RowData row, int column) {
            return column == NONE || !row.isNullAt(column) && row.getBoolean(column);
        }
    }
}
