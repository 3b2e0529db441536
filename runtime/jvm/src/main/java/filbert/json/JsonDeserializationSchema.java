package filbert.json;

import java.util.Arrays;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.Collector;

/** Turns any record into exactly one row: its columns, or NULL columns with the reason beside them. */
final class JsonDeserializationSchema implements DeserializationSchema<RowData> {
    private static final long serialVersionUID = 1L;

    /** A bad record's bytes are kept up to here; the dead letter says that it is cut. */
    static final int MAX_RAW_BYTES = 256 * 1024;

    private final RowType columns;
    private final Constraints constraints;
    private final TypeInformation<RowData> produced;
    private final int arity;
    private final int errorField;
    private final int rawField;
    private final int sizeField;

    private transient RecordParser parser;

    /**
     * @param columns the declared columns
     * @param produced the columns followed by the metadata
     * @param metadata how many metadata columns follow
     * @param errorField where the reason goes, negative if nobody reads it
     * @param rawField where a bad record's bytes go, negative if nobody reads them
     * @param sizeField where a bad record's whole size in bytes goes, negative if nobody reads it
     */
    JsonDeserializationSchema(
            RowType columns,
            Constraints constraints,
            TypeInformation<RowData> produced,
            int metadata,
            int errorField,
            int rawField,
            int sizeField) {
        this.columns = columns;
        this.constraints = constraints;
        this.produced = produced;
        this.arity = columns.getFieldCount() + metadata;
        this.errorField = errorField;
        this.rawField = rawField;
        this.sizeField = sizeField;
    }

    @Override
    public void open(InitializationContext context) {
        parser = new RecordParser(Shape.of(columns, constraints), constraints.maxBytes());
    }

    @Override
    public RowData deserialize(byte[] record) {
        GenericRowData row = parser.parse(record, arity);
        String error = parser.error();
        if (error != null) {
            if (errorField >= 0) {
                row.setField(errorField, StringData.fromString(error));
            }
            if (rawField >= 0) {
                row.setField(rawField, cut(record));
            }
            if (sizeField >= 0) {
                row.setField(sizeField, record == null ? 0 : record.length);
            }
        }
        return row;
    }

    @Override
    public void deserialize(byte[] record, Collector<RowData> out) {
        out.collect(deserialize(record));
    }

    private static byte[] cut(byte[] record) {
        return record == null || record.length <= MAX_RAW_BYTES ? record : Arrays.copyOf(record, MAX_RAW_BYTES);
    }

    @Override
    public boolean isEndOfStream(RowData row) {
        return false;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return produced;
    }
}
