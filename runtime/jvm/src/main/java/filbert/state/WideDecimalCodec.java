package filbert.state;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.DecimalType;

/** DECIMAL of more than 18 digits: 16 bytes of which the first has its sign turned, so that bytes order as numbers. */
final class WideDecimalCodec extends ValueCodec {

    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 16;
    private static final byte SIGN = (byte) 0x80;

    private final int precision;
    private final int scale;

    WideDecimalCodec(DecimalType type) {
        super(SlotKind.BYTES);
        precision = type.getPrecision();
        scale = type.getScale();
    }

    @Override
    void read(RowData row, int column, EventChunk event, int slot) {
        event.bytes[slot][0] = bytes(row.getDecimal(column, precision, scale));
    }

    @Override
    Object fromBytes(byte[] value) {
        return DecimalData.fromBigDecimal(new BigDecimal(unscaled(value), scale), precision, scale);
    }

    static byte[] bytes(DecimalData value) {
        byte[] unscaled = value.toUnscaledBytes();
        byte[] wide = new byte[WIDTH];
        int padding = WIDTH - unscaled.length;
        Arrays.fill(wide, 0, padding, (byte) (unscaled[0] < 0 ? -1 : 0));
        System.arraycopy(unscaled, 0, wide, padding, unscaled.length);
        wide[0] ^= SIGN;
        return wide;
    }

    static BigInteger unscaled(byte[] value) {
        byte[] number = value.clone();
        number[0] ^= SIGN;
        return new BigInteger(number);
    }
}
