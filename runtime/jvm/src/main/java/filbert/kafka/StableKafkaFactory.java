package filbert.kafka;

import java.util.Set;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;

/**
 * The connector {@code filbert-kafka}: the official Kafka table connector, all options included, whose sources
 * have uids of their own.
 *
 * <p>The official source's uid comes from its place in the plan, so a changed scenario would lose its offsets on
 * restore. Here it comes from the table's name and topics, see {@link StableKafkaSource}.
 *
 * <p>Flink loads this class to look for any connector or format. It extends nothing of the official connector, so
 * that our jar can be used where that one is not installed.
 */
public final class StableKafkaFactory implements DynamicTableSourceFactory {
    static final String IDENTIFIER = "filbert-kafka";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return new StableKafkaTables().requiredOptions();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return new StableKafkaTables().optionalOptions();
    }

    @Override
    public Set<ConfigOption<?>> forwardOptions() {
        return new StableKafkaTables().forwardOptions();
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        return new StableKafkaTables().createDynamicTableSource(context);
    }
}
