package filbert.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.DataTypeUtils;

/** The format while a statement is planned: which columns and which metadata it will be asked for. */
final class JsonDecodingFormat implements DecodingFormat<DeserializationSchema<RowData>> {
    private static final String ERROR = "parse_error";
    private static final String RAW = "raw";
    private static final String RAW_BYTES = "raw_bytes";

    private final Constraints constraints;
    private List<String> metadata = List.of();

    JsonDecodingFormat(Constraints constraints) {
        this.constraints = constraints;
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        Map<String, DataType> readable = new LinkedHashMap<>();
        readable.put(ERROR, DataTypes.STRING());
        readable.put(RAW, DataTypes.BYTES());
        readable.put(RAW_BYTES, DataTypes.INT());
        return readable;
    }

    @Override
    public void applyReadableMetadata(List<String> keys) {
        metadata = keys;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public DeserializationSchema<RowData> createRuntimeDecoder(DynamicTableSource.Context context, DataType columns) {
        RowType type = (RowType) columns.getLogicalType();
        Shape.of(type, constraints);
        // The connector expects the format's metadata after the columns.
        List<DataTypes.Field> appended = new ArrayList<>();
        for (String key : metadata) {
            appended.add(DataTypes.FIELD("$" + key, listReadableMetadata().get(key)));
        }
        int first = type.getFieldCount();
        return new JsonDeserializationSchema(
                type,
                constraints,
                context.createTypeInformation(DataTypeUtils.appendRowFields(columns, appended)),
                metadata.size(),
                position(ERROR, first),
                position(RAW, first),
                position(RAW_BYTES, first));
    }

    private int position(String key, int first) {
        int at = metadata.indexOf(key);
        return at < 0 ? at : first + at;
    }
}
