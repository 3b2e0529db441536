package filbert.json;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.common.TimestampFormat;
import org.apache.flink.formats.json.JsonParserRowDataDeserializationSchema;
import org.apache.flink.formats.json.JsonRowDataDeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

/**
 * How many records a second one core decodes, beside the official formats: {@code java … filbert.json.DecodeBenchmark}.
 *
 * <p>Rates are by processor time, so that other work on the machine counts little; the best of several rounds.
 */
public final class DecodeBenchmark {
    private static final int RECORDS = 20_000;
    private static final int ROUNDS = 12;
    private static long sink;

    private DecodeBenchmark() {}

    /** Prints one line per decoder and set of columns. */
    public static void main(String[] arguments) throws Exception {
        List<byte[]> records = records();
        long bytes = records.stream().mapToLong(record -> record.length).sum();
        System.out.printf("%d records of %d bytes on average%n", RECORDS, bytes / RECORDS);
        RowType all = row(
                DataTypes.FIELD("msisdn", DataTypes.STRING()),
                DataTypes.FIELD("callee", DataTypes.STRING()),
                DataTypes.FIELD("premium", DataTypes.BOOLEAN()),
                DataTypes.FIELD("cost", DataTypes.DOUBLE()),
                DataTypes.FIELD("duration", DataTypes.BIGINT()),
                DataTypes.FIELD("sent_at", DataTypes.TIMESTAMP_LTZ(3)),
                DataTypes.FIELD(
                        "cell",
                        DataTypes.ROW(
                                DataTypes.FIELD("id", DataTypes.STRING()),
                                DataTypes.FIELD("lat", DataTypes.DOUBLE()),
                                DataTypes.FIELD("lon", DataTypes.DOUBLE()))));
        RowType two = row(DataTypes.FIELD("msisdn", DataTypes.STRING()), DataTypes.FIELD("cost", DataTypes.DOUBLE()));
        for (RowType columns : List.of(all, two)) {
            String suffix = ", " + columns.getFieldCount() + " columns";
            measure("filbert-json" + suffix, ours(columns), records);
            measure("json, parser" + suffix, official(columns, true), records);
            measure("json, tree" + suffix, official(columns, false), records);
        }
        System.out.println(sink == 42 ? "" : "done");
    }

    private static RowType row(DataTypes.Field... fields) {
        return (RowType) DataTypes.ROW(fields).getLogicalType();
    }

    private static DeserializationSchema<RowData> ours(RowType columns) throws Exception {
        TypeInformation<RowData> produced = InternalTypeInfo.of(columns);
        DeserializationSchema<RowData> schema =
                new JsonDeserializationSchema(columns, Constraints.parse("{}"), produced, 0, -1, -1, -1);
        schema.open(null);
        return schema;
    }

    private static DeserializationSchema<RowData> official(RowType columns, boolean parser) throws Exception {
        TypeInformation<RowData> produced = InternalTypeInfo.of(columns);
        DeserializationSchema<RowData> schema = parser
                ? new JsonParserRowDataDeserializationSchema(
                        columns, produced, false, false, TimestampFormat.ISO_8601, new String[0][])
                : new JsonRowDataDeserializationSchema(columns, produced, false, false, TimestampFormat.ISO_8601);
        schema.open(null);
        return schema;
    }

    private static void measure(String name, DeserializationSchema<RowData> schema, List<byte[]> records)
            throws Exception {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int repeat = 0; repeat < 5; repeat++) {
                for (byte[] record : records) {
                    sink += schema.deserialize(record).getArity();
                }
            }
            long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            best = Math.min(best, used / (5.0 * RECORDS));
        }
        System.out.printf("%-28s %6.0f ns/record %8.0f records/s%n", name, best, 1e9 / best);
    }

    private static List<byte[]> records() {
        Random random = new Random(1);
        List<byte[]> records = new ArrayList<>();
        for (int number = 0; number < RECORDS; number++) {
            String record = "{\"msisdn\":\"48600" + (100_000 + random.nextInt(900_000)) + "\",\"callee\":\"48700"
                    + (100_000 + random.nextInt(900_000)) + "\",\"premium\":" + random.nextBoolean() + ",\"cost\":"
                    + random.nextInt(2000) / 100.0 + ",\"duration\":" + random.nextInt(4000)
                    + ",\"sent_at\":\"2026-05-28T20:26:" + (10 + random.nextInt(50)) + "." + (100 + random.nextInt(900))
                    + "Z\",\"cell\":{\"id\":\"waw-" + random.nextInt(500) + "\",\"lat\":" + (52 + random.nextInt(9999) / 1e4)
                    + ",\"lon\":" + (21 + random.nextInt(9999) / 1e4) + "},\"network\":\"home\"}";
            records.add(record.getBytes(StandardCharsets.UTF_8));
        }
        return records;
    }
}
