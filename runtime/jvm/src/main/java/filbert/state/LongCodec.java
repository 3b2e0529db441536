package filbert.state;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Everything that is at heart a whole number. */
final class LongCodec extends ValueCodec {

    private static final long serialVersionUID = 1L;
    private static final int MILLISECONDS = 3;

    private final LogicalTypeRoot root;
    private final int precision;
    private final int scale;

    LongCodec(LogicalType type) {
        super(SlotKind.LONG);
        root = type.getTypeRoot();
        precision = type instanceof DecimalType decimal ? decimal.getPrecision() : 0;
        scale = type instanceof DecimalType decimal ? decimal.getScale() : 0;
    }

    @Override
    void read(RowData row, int column, EventChunk event, int slot) {
        event.longs[slot][0] =
                switch (root) {
                    case BOOLEAN -> row.getBoolean(column) ? 1 : 0;
                    case TINYINT -> row.getByte(column);
                    case SMALLINT -> row.getShort(column);
                    case INTEGER, DATE -> row.getInt(column);
                    case BIGINT -> row.getLong(column);
                    case DECIMAL -> row.getDecimal(column, precision, scale).toUnscaledLong();
                    default -> row.getTimestamp(column, MILLISECONDS).getMillisecond();
                };
    }

    @Override
    Object fromLong(long value) {
        return switch (root) {
            case BOOLEAN -> value != 0;
            case TINYINT -> (byte) value;
            case SMALLINT -> (short) value;
            case INTEGER, DATE -> (int) value;
            case BIGINT -> value;
            case DECIMAL -> DecimalData.fromUnscaledLong(value, precision, scale);
            default -> TimestampData.fromEpochMillis(value);
        };
    }
}
