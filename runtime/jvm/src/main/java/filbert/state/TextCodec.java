package filbert.state;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/** STRING as UTF-8: unsigned bytes are in the order of code points. */
final class TextCodec extends ValueCodec {

    private static final long serialVersionUID = 1L;

    TextCodec() {
        super(SlotKind.BYTES);
    }

    @Override
    void read(RowData row, int column, EventChunk event, int slot) {
        event.bytes[slot][0] = row.getString(column).toBytes();
    }

    @Override
    Object fromBytes(byte[] value) {
        return StringData.fromBytes(value);
    }
}
