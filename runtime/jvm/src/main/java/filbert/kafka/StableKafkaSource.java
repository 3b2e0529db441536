package filbert.kafka;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.kafka.config.BoundedMode;
import org.apache.flink.streaming.connectors.kafka.config.StartupMode;
import org.apache.flink.streaming.connectors.kafka.table.KafkaDynamicSource;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/**
 * The official Kafka table source with the uid {@code source-<table name>-<hash of its topics>}.
 *
 * <p>The topics are part of it, because the state of a source is offsets per topic: a table that reads another topic
 * than before must start there anew, and not go on with the old one.
 */
final class StableKafkaSource extends KafkaDynamicSource {
    private static final String MARK = "$replay_of";
    private static final String TOPIC = "topic";

    /** The topic whose records may say which event they repeat; null if there is none. */
    String replayTopic;

    StableKafkaSource(
            DataType physicalDataType,
            DecodingFormat<DeserializationSchema<RowData>> keyDecodingFormat,
            DecodingFormat<DeserializationSchema<RowData>> valueDecodingFormat,
            int[] keyProjection,
            int[] valueProjection,
            String keyPrefix,
            List<String> topics,
            Pattern topicPattern,
            Properties properties,
            StartupMode startupMode,
            Map<TopicPartition, Long> specificStartupOffsets,
            long startupTimestampMillis,
            BoundedMode boundedMode,
            Map<TopicPartition, Long> specificBoundedOffsets,
            long boundedTimestampMillis,
            String tableIdentifier,
            Integer parallelism) {
        super(
                physicalDataType,
                keyDecodingFormat,
                valueDecodingFormat,
                keyProjection,
                valueProjection,
                keyPrefix,
                topics,
                topicPattern,
                properties,
                startupMode,
                specificStartupOffsets,
                startupTimestampMillis,
                boundedMode,
                specificBoundedOffsets,
                boundedTimestampMillis,
                false,
                tableIdentifier,
                parallelism);
    }

    @Override
    public DynamicTableSource copy() {
        StableKafkaSource copy = new StableKafkaSource(
                physicalDataType,
                keyDecodingFormat,
                valueDecodingFormat,
                keyProjection,
                valueProjection,
                keyPrefix,
                topics,
                topicPattern,
                properties,
                startupMode,
                specificStartupOffsets,
                startupTimestampMillis,
                boundedMode,
                specificBoundedOffsets,
                boundedTimestampMillis,
                tableIdentifier,
                parallelism);
        copy.producedDataType = producedDataType;
        copy.metadataKeys = metadataKeys;
        copy.watermarkStrategy = watermarkStrategy;
        copy.replayTopic = replayTopic;
        return copy;
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        DataStreamScanProvider official = (DataStreamScanProvider) super.getScanRuntimeProvider(context);
        String uid = uid();
        return new DataStreamScanProvider() {
            @Override
            public DataStream<RowData> produceDataStream(
                    ProviderContext planned, StreamExecutionEnvironment environment) {
                DataStream<RowData> rows = official.produceDataStream(name -> Optional.of(uid), environment);
                return replayTopic == null ? rows : withMarks(rows, uid);
            }

            @Override
            public boolean isBounded() {
                return official.isBounded();
            }

            @Override
            public Optional<Integer> getParallelism() {
                return official.getParallelism();
            }
        };
    }

    private DataStream<RowData> withMarks(DataStream<RowData> rows, String uid) {
        // The columns come first, then the metadata of the format, then that of the connector.
        int mark = DataType.getFieldNames(physicalDataType).indexOf(MARK);
        int topic = metadataKeys.indexOf(TOPIC);
        if (mark < 0 || topic < 0) {
            throw new ValidationException("A table with a replay topic reads " + MARK + " and the metadata " + TOPIC);
        }
        int fields = DataType.getFieldCount(producedDataType);
        return rows.map(new ReplayMarks(mark, fields - metadataKeys.size() + topic, replayTopic))
                .returns(rows.getType())
                .name("replay marks")
                .uid(uid + "-replay-marks");
    }

    /** The table's name, from {@code catalog.database.table}: names of tables are node ids, which hold no dot. */
    private String uid() {
        String table = tableIdentifier.substring(tableIdentifier.lastIndexOf('.') + 1).replace("`", "");
        return "source-" + table + "-" + topicsHash();
    }

    /** The same for the same topics, in whatever order they are named. */
    private String topicsHash() {
        String names = topics == null
                ? topicPattern.pattern()
                : topics.stream().sorted().collect(Collectors.joining("\n"));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(names.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
