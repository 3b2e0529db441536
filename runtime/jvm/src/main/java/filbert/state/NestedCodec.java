package filbert.state;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

/** ROW, ARRAY and MAP, written by {@link NestedValues}: equal values have equal bytes. */
final class NestedCodec extends ValueCodec {

    private static final long serialVersionUID = 1L;

    private final LogicalType type;
    private transient NestedValues values;

    NestedCodec(LogicalType type) {
        super(SlotKind.BYTES);
        this.type = type;
    }

    @Override
    void read(RowData row, int column, EventChunk event, int slot) {
        event.bytes[slot][0] = values().bytes(row, column);
    }

    @Override
    Object fromBytes(byte[] value) {
        return values().value(value);
    }

    private NestedValues values() {
        if (values == null) {
            values = new NestedValues(type);
        }
        return values;
    }
}
