package filbert.state;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RawValueData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.apache.flink.types.variant.Variant;

/**
 * The columns that an event passes on, and after them the results, without a copy of either.
 *
 * <p>Flink's JoinedRowData of a ProjectedRowData gives the same; but Flink wraps its own around what a function
 * answers, so that each read of a column would go through four objects whose classes the JVM cannot foresee.
 */
final class AnsweredRow implements RowData {

    private final int passed;
    private final int arity;
    private RowData event;
    private int[] columns;
    private RowData results;
    private RowKind kind = RowKind.INSERT;

    /**
     * @param passed how many columns are passed on
     * @param arity how many there are, with the results
     */
    AnsweredRow(int passed, int arity) {
        this.passed = passed;
        this.arity = arity;
    }

    /** Shows another event; {@code columns} are the positions in it of what is passed on. */
    AnsweredRow replace(RowData event, int[] columns, RowData results) {
        this.event = event;
        this.columns = columns;
        this.results = results;
        return this;
    }

    private RowData at(int position) {
        return position < passed ? event : results;
    }

    private int column(int position) {
        return position < passed ? columns[position] : position - passed;
    }

    @Override
    public int getArity() {
        return arity;
    }

    @Override
    public RowKind getRowKind() {
        return kind;
    }

    @Override
    public void setRowKind(RowKind kind) {
        this.kind = kind;
    }

    @Override
    public boolean isNullAt(int position) {
        return at(position).isNullAt(column(position));
    }

    @Override
    public boolean getBoolean(int position) {
        return at(position).getBoolean(column(position));
    }

    @Override
    public byte getByte(int position) {
        return at(position).getByte(column(position));
    }

    @Override
    public short getShort(int position) {
        return at(position).getShort(column(position));
    }

    @Override
    public int getInt(int position) {
        return at(position).getInt(column(position));
    }

    @Override
    public long getLong(int position) {
        return at(position).getLong(column(position));
    }

    @Override
    public float getFloat(int position) {
        return at(position).getFloat(column(position));
    }

    @Override
    public double getDouble(int position) {
        return at(position).getDouble(column(position));
    }

    @Override
    public StringData getString(int position) {
        return at(position).getString(column(position));
    }

    @Override
    public DecimalData getDecimal(int position, int precision, int scale) {
        return at(position).getDecimal(column(position), precision, scale);
    }

    @Override
    public TimestampData getTimestamp(int position, int precision) {
        return at(position).getTimestamp(column(position), precision);
    }

    @Override
    public <T> RawValueData<T> getRawValue(int position) {
        return at(position).getRawValue(column(position));
    }

    @Override
    public byte[] getBinary(int position) {
        return at(position).getBinary(column(position));
    }

    @Override
    public ArrayData getArray(int position) {
        return at(position).getArray(column(position));
    }

    @Override
    public MapData getMap(int position) {
        return at(position).getMap(column(position));
    }

    @Override
    public RowData getRow(int position, int fields) {
        return at(position).getRow(column(position), fields);
    }

    @Override
    public Variant getVariant(int position) {
        return at(position).getVariant(column(position));
    }
}
