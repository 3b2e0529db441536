package filbert.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.binary.BinarySegmentUtils;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

/**
 * Keeps rows as bytes together with a description of their columns, so that they can be read after other columns were
 * added or removed. A column that a row lacks becomes NULL and is named.
 */
final class RowLayout {

    private final RowType type;
    private final byte[] description;
    private final RowDataSerializer serializer;

    /** The layout of the last row that had another one. */
    private byte[] otherDescription;

    private RowType otherType;

    RowLayout(RowType type) {
        this.type = type;
        description = type.asSerializableString().getBytes(StandardCharsets.UTF_8);
        serializer = new RowDataSerializer(type);
    }

    byte[] description() {
        return description;
    }

    byte[] bytes(RowData row) {
        BinaryRowData binary = serializer.toBinaryRow(row);
        return BinarySegmentUtils.copyToBytes(binary.getSegments(), binary.getOffset(), binary.getSizeInBytes());
    }

    WaitingRow row(WaitingRows.Entry entry) {
        if (Arrays.equals(entry.layout(), description)) {
            return new WaitingRow(entry.event(), binary(entry.passed(), type), null);
        }
        if (!Arrays.equals(entry.layout(), otherDescription)) {
            String text = new String(entry.layout(), StandardCharsets.UTF_8);
            otherType = (RowType) LogicalTypeParser.parse(text, getClass().getClassLoader());
            otherDescription = entry.layout();
        }
        return adapted(entry);
    }

    private WaitingRow adapted(WaitingRows.Entry entry) {
        RowData before = binary(entry.passed(), otherType);
        GenericRowData row = new GenericRowData(type.getFieldCount());
        String changed = null;
        for (int i = 0; i < type.getFieldCount(); i++) {
            String name = type.getFieldNames().get(i);
            int position = otherType.getFieldIndex(name);
            if (position >= 0 && isSame(otherType.getTypeAt(position), type.getTypeAt(i))) {
                row.setField(i, RowData.createFieldGetter(type.getTypeAt(i), position).getFieldOrNull(before));
            } else if (changed == null) {
                changed = "a deployment " + (position < 0 ? "added" : "changed") + " the column '" + name + "'";
            }
        }
        return new WaitingRow(entry.event(), row, changed);
    }

    private static boolean isSame(LogicalType before, LogicalType after) {
        return before.copy(true).equals(after.copy(true));
    }

    private static RowData binary(byte[] bytes, RowType type) {
        BinaryRowData row = new BinaryRowData(type.getFieldCount());
        MemorySegment segment = MemorySegmentFactory.wrap(bytes);
        row.pointTo(segment, 0, bytes.length);
        return row;
    }
}
