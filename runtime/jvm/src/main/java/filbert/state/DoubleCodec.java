package filbert.state;

import org.apache.flink.table.data.RowData;

/** DOUBLE; zero is always positive, since SQL knows one zero only. */
final class DoubleCodec extends ValueCodec {

    private static final long serialVersionUID = 1L;

    DoubleCodec() {
        super(SlotKind.DOUBLE);
    }

    @Override
    void read(RowData row, int column, EventChunk event, int slot) {
        event.doubles[slot][0] = row.getDouble(column) + 0.0;
    }
}
