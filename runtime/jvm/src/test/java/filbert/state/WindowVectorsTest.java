package filbert.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;
import org.apache.flink.table.types.utils.TypeConversions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers in window_vectors.json, which the Python twin gives too. */
class WindowVectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static JsonNode vectors(String kind) throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("tests/fixtures/window_vectors.json"))) {
            folder = folder.getParent();
        }
        return JSON.readTree(folder.resolve("tests/fixtures/window_vectors.json").toFile()).get(kind);
    }

    static Stream<Integer> cases() throws IOException {
        return IntStream.range(0, vectors("aggregate").size()).boxed();
    }

    /** How a state may be kept: sizes of its parts, and as objects or as bytes. */
    private interface Kept {
        SlidingWindow window(AggregateSpec spec);

        MapView<Long, Piece> pieces();
    }

    private static final List<Kept> ALL_WAYS =
            List.of(kept(64, 16, 64, false), kept(64, 16, 64, true), kept(5, 2, 3, false), kept(2, 1, 2, true));

    private static Kept kept(int chunk, int active, int page, boolean asBytes) {
        return new Kept() {
            @Override
            public SlidingWindow window(AggregateSpec spec) {
                return new SlidingWindow(spec, chunk, active, page);
            }

            @Override
            public MapView<Long, Piece> pieces() {
                return asBytes ? new StoredView() : new MapView<>();
            }
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aggregates(int number) throws Exception {
        JsonNode vector = vectors("aggregate").get(number);
        Map<String, LogicalType> columns = columns(vector.get("columns"));
        AggregateSpec spec = spec(vector, columns);

        List<List<Object>> expected = new ArrayList<>();
        for (JsonNode answer : vector.get("answers")) {
            expected.add(answer(answer, spec));
        }

        for (Kept kept : ALL_WAYS) {
            assertEquals(expected, answers(vector, columns, spec, kept));
        }
    }

    private static AggregateSpec spec(JsonNode vector, Map<String, LogicalType> columns) {
        DataType input =
                DataTypes.ROW(
                        columns.entrySet().stream()
                                .map(
                                        each -> DataTypes.FIELD(
                                                each.getKey(),
                                                TypeConversions.fromLogicalToDataType(each.getValue())))
                                .toArray(DataTypes.Field[]::new));
        return AggregateSpec.of(
                new Specification("TEST", vector.toString()), new InputTable("TEST", input, new int[0]));
    }

    private static List<List<Object>> answers(
            JsonNode vector, Map<String, LogicalType> columns, AggregateSpec spec, Kept kept) throws Exception {
        SlidingWindow window = kept.window(spec);
        Map<String, MapView<Long, Piece>> pieces = new HashMap<>();
        Map<String, MapView<StringData, Integer>> seen = new HashMap<>();
        EventChunk event = spec.reader().newEvent();
        List<List<Object>> answers = new ArrayList<>();
        for (JsonNode each : vector.get("events")) {
            String key = each.get(0).asText();
            window.use(
                    pieces.computeIfAbsent(key, any -> kept.pieces()),
                    seen.computeIfAbsent(key, any -> new MapView<>()));
            spec.reader().read(row(each.get(2), columns), each.get(1).asLong(), event);
            answers.add(answer(window.add(event), spec));
        }
        return answers;
    }

    /** All results, or the name and code of the first that has none. */
    private static List<Object> answer(Accumulator[] totals, AggregateSpec spec) {
        List<Object> results = new ArrayList<>();
        for (Fold fold : spec.folds()) {
            Object result = fold.result(totals[fold.ordinal]);
            if (result instanceof ResultFault fault) {
                return List.of("error", spec.name(fold.ordinal), fault.name());
            }
            results.add(result);
        }
        return results;
    }

    private static List<Object> answer(JsonNode answer, AggregateSpec spec) {
        if (answer.isObject()) {
            return List.of("error", answer.get("error").get(0).asText(), answer.get("error").get(1).asText());
        }
        List<Object> results = new ArrayList<>();
        for (int i = 0; i < answer.size(); i++) {
            results.add(value(answer.get(i), spec.fields().get(i).getDataType().getLogicalType()));
        }
        return results;
    }

    private static Map<String, LogicalType> columns(JsonNode texts) {
        Map<String, LogicalType> columns = new LinkedHashMap<>();
        texts.fields()
                .forEachRemaining(
                        each -> columns.put(
                                each.getKey(),
                                LogicalTypeParser.parse(
                                        each.getValue().asText().replace("TIMESTAMP", "TIMESTAMP(3)"),
                                        WindowVectorsTest.class.getClassLoader())));
        return columns;
    }

    private static GenericRowData row(JsonNode values, Map<String, LogicalType> columns) {
        GenericRowData row = new GenericRowData(columns.size());
        int position = 0;
        for (Map.Entry<String, LogicalType> column : columns.entrySet()) {
            row.setField(position++, value(values.get(column.getKey()), column.getValue()));
        }
        return row;
    }

    private static Object value(JsonNode json, LogicalType type) {
        if (json == null || json.isNull()) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> json.booleanValue();
            case BIGINT -> Long.parseLong(json.asText());
            case DOUBLE -> Double.parseDouble(json.asText());
            case VARCHAR -> StringData.fromString(json.asText());
            case DECIMAL -> DecimalData.fromBigDecimal(
                    new BigDecimal(json.asText()),
                    ((DecimalType) type).getPrecision(),
                    ((DecimalType) type).getScale());
            case DATE -> (int) LocalDate.parse(json.asText()).toEpochDay();
            case TIMESTAMP_WITHOUT_TIME_ZONE -> TimestampData.fromEpochMillis(
                    OffsetDateTime.parse(json.asText()).toInstant().toEpochMilli());
            case ROW -> record(json, (RowType) type);
            case ARRAY -> {
                List<Object> elements = new ArrayList<>();
                json.forEach(each -> elements.add(value(each, type.getChildren().get(0))));
                yield new GenericArrayData(elements.toArray());
            }
            default -> {
                Map<Object, Object> entries = new HashMap<>();
                json.fields()
                        .forEachRemaining(
                                each -> entries.put(
                                        StringData.fromString(each.getKey()),
                                        value(each.getValue(), ((MapType) type).getValueType())));
                yield new GenericMapData(entries);
            }
        };
    }

    private static GenericRowData record(JsonNode json, RowType type) {
        GenericRowData row = new GenericRowData(type.getFieldCount());
        for (int i = 0; i < type.getFieldCount(); i++) {
            row.setField(i, value(json.get(type.getFieldNames().get(i)), type.getTypeAt(i)));
        }
        return row;
    }
}
