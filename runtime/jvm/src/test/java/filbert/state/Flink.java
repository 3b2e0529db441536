package filbert.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** A table environment of a test, on the mini cluster that the test runs in. */
final class Flink {

    final StreamTableEnvironment tables;
    private final StreamExecutionEnvironment streams;

    /** Watermarks follow each event at once, so that timers fire between events. */
    Flink(Map<String, String> options) {
        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        configuration.setString("pipeline.object-reuse", "true");
        configuration.setString("pipeline.auto-watermark-interval", "1 ms");
        configuration.setString("table.local-time-zone", "UTC");
        options.forEach(configuration::setString);
        streams = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        streams.setRuntimeMode(RuntimeExecutionMode.STREAMING);
        tables = StreamTableEnvironment.create(streams);
        for (String function : List.of("Aggregate", "Previous", "Deduplicate", "Alert")) {
            String name = "FILBERT_" + function.toUpperCase(java.util.Locale.ROOT);
            tables.executeSql("CREATE TEMPORARY SYSTEM FUNCTION " + name + " AS 'filbert.state." + function + "'");
        }
    }

    /** A view of rows in the given order, with a watermark behind event_time unless it has no delay. */
    void view(String name, TypeInformation<Row> type, Schema.Builder schema, List<Row> rows) {
        DataStream<Row> stream = streams.fromCollection(rows, type);
        tables.createTemporaryView(name, stream, schema.build());
    }

    /** Starts what was added as data streams. */
    JobClient start() throws Exception {
        return streams.executeAsync();
    }

    List<Row> rows(String query) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = tables.executeSql(query).collect()) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }
}
