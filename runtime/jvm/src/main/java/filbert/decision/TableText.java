package filbert.decision;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;
import org.apache.flink.table.types.utils.TypeConversions;

/**
 * A decision table as JSON.
 *
 * <pre>
 * {"hit_policy": "first" | "unique" | "collect",
 *  "outputs": [[name, Flink type], …],
 *  "bounds": [[value, …], …],                for each input, in order
 *  "rows": [[[from, to, …] | null, …, output, …], …]}
 * </pre>
 *
 * <p>The bounds of an input cut its values into regions, numbered from 0; a bound belongs to the region that it begins.
 * A row takes the regions {@code from} up to but not {@code to}, of which there may be several pairs; null takes every
 * value, and NULL. Values: BOOLEAN as 0 and 1, DATE in days, TIMESTAMP in milliseconds, DECIMAL as text.
 */
final class TableText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode content;

    TableText(String text) {
        try {
            content = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ValidationException("FILBERT_DECIDE: the table is not JSON: " + e.getOriginalMessage());
        }
    }

    HitPolicy policy() {
        return HitPolicy.valueOf(content.path("hit_policy").asText().toUpperCase(Locale.ROOT));
    }

    /** The row of the outputs. */
    DataType outputs() {
        List<DataTypes.Field> fields = new ArrayList<>();
        for (JsonNode output : content.path("outputs")) {
            LogicalType type = LogicalTypeParser.parse(output.get(1).asText(), getClass().getClassLoader());
            fields.add(DataTypes.FIELD(output.get(0).asText(), TypeConversions.fromLogicalToDataType(type)));
        }
        return DataTypes.ROW(fields);
    }

    /** The table, for inputs of these types. */
    DecisionTable table(RowType inputs) {
        JsonNode bounds = content.path("bounds");
        JsonNode rows = content.path("rows");
        DecisionTable.Column[] columns = new DecisionTable.Column[bounds.size()];
        for (int i = 0; i < columns.length; i++) {
            Bounds own = Bounds.of(inputs.getTypeAt(i), bounds.get(i));
            columns[i] = new DecisionTable.Column(i, own, rows.size());
            for (int row = 0; row < rows.size(); row++) {
                columns[i].add(row, regions(rows.get(row).get(i)));
            }
            columns[i].finish();
        }
        return new DecisionTable(columns, rows.size());
    }

    private static int[] regions(JsonNode cell) {
        if (cell.isNull()) {
            return null;
        }
        int[] regions = new int[cell.size()];
        for (int i = 0; i < regions.length; i++) {
            regions[i] = cell.get(i).intValue();
        }
        return regions;
    }

    /** The outputs of each row, with some fields more, which are NULL. */
    GenericRowData[] answers(int more) {
        List<LogicalType> types = outputs().getLogicalType().getChildren();
        int inputs = content.path("bounds").size();
        JsonNode rows = content.path("rows");
        GenericRowData[] answers = new GenericRowData[rows.size()];
        for (int row = 0; row < answers.length; row++) {
            answers[row] = new GenericRowData(types.size() + more);
            for (int i = 0; i < types.size(); i++) {
                answers[row].setField(i, value(rows.get(row).get(inputs + i), types.get(i)));
            }
        }
        return answers;
    }

    private static Object value(JsonNode value, LogicalType type) {
        if (value.isNull()) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> value.intValue() == 1;
            case BIGINT -> value.longValue();
            case DATE -> value.intValue();
            case TIMESTAMP_WITHOUT_TIME_ZONE -> TimestampData.fromEpochMillis(value.longValue());
            case DOUBLE -> value.doubleValue();
            case DECIMAL -> decimal(value.asText(), (DecimalType) type);
            case VARCHAR -> StringData.fromString(value.asText());
            default -> throw new ValidationException("FILBERT_DECIDE: no output may be " + type.asSummaryString());
        };
    }

    private static DecimalData decimal(String text, DecimalType type) {
        return DecimalData.fromBigDecimal(new BigDecimal(text), type.getPrecision(), type.getScale());
    }
}
