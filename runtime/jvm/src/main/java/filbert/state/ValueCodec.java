package filbert.state;

import java.io.Serializable;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/** How values of one type go into a slot of a chunk and come back, in Flink's internal form. */
abstract class ValueCodec implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int WIDEST_LONG_DECIMAL = 18;

    final SlotKind kind;

    ValueCodec(SlotKind kind) {
        this.kind = kind;
    }

    /** Puts the value of a column, which is not NULL, into a slot of a single event. */
    abstract void read(RowData row, int column, EventChunk event, int slot);

    Object fromLong(long value) {
        throw new UnsupportedOperationException();
    }

    Object fromBytes(byte[] value) {
        throw new UnsupportedOperationException();
    }

    /** The value of an event's slot. */
    final Object value(EventChunk event, int slot) {
        return switch (kind) {
            case LONG -> fromLong(event.longs[slot][0]);
            case DOUBLE -> event.doubles[slot][0];
            case BYTES -> fromBytes(event.bytes[slot][0]);
        };
    }

    /** The codec of a type; null for a type that cannot be kept. */
    static ValueCodec of(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE -> new LongCodec(type);
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> LogicalTypeChecks.getPrecision(type) <= 3
                    ? new LongCodec(type)
                    : null;
            case DECIMAL -> ((DecimalType) type).getPrecision() <= WIDEST_LONG_DECIMAL
                    ? new LongCodec(type)
                    : new WideDecimalCodec((DecimalType) type);
            case DOUBLE -> new DoubleCodec();
            case CHAR, VARCHAR -> new TextCodec();
            case ROW, ARRAY, MAP -> NestedValues.supports(type) ? new NestedCodec(type) : null;
            default -> null;
        };
    }
}
