package filbert.json;

import java.util.Set;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * The format {@code 'format' = 'filbert-json'}: JSON records that never stop a job.
 *
 * <p>A record that does not decode becomes a row of NULL columns with the metadata columns {@code
 * value.parse_error} ({@code field|CODE||message}) and {@code value.raw} set. Option {@code
 * filbert-json.constraints}: see {@link Constraints}. Why not the official format: it turns 1.5 into 1, "yes"
 * into false, February 30 into 28, and accepts text after the record.
 */
public final class JsonFormatFactory implements DeserializationFormatFactory {
    private static final ConfigOption<String> CONSTRAINTS = ConfigOptions.key("constraints")
            .stringType()
            .defaultValue("{}")
            .withDescription("JSON: {\"required\": [path], \"enum\": {path: [value]}, \"max_bytes\": number}");

    @Override
    public String factoryIdentifier() {
        return "filbert-json";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(CONSTRAINTS);
    }

    @Override
    public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
            DynamicTableFactory.Context context, ReadableConfig options) {
        FactoryUtil.validateFactoryOptions(this, options);
        return new JsonDecodingFormat(Constraints.parse(options.get(CONSTRAINTS)));
    }
}
