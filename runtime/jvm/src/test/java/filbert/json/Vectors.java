package filbert.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

/** The test vectors that the Python twin runs too, and how to run one. */
final class Vectors {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Vectors() {}

    /** The groups of cases in the repository's {@code tests/fixtures/json_vectors.json}. */
    static JsonNode groups() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("tests/fixtures/json_vectors.json"))) {
            folder = folder.getParent();
        }
        return MAPPER.readTree(folder.resolve("tests/fixtures/json_vectors.json").toFile()).get("groups");
    }

    /** A case's record; null for a tombstone. */
    static byte[] record(JsonNode one) {
        if (one.has("tombstone")) {
            return null;
        }
        if (one.has("base64")) {
            return Base64.getDecoder().decode(one.get("base64").textValue());
        }
        if (one.has("text")) {
            return one.get("text").textValue().getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode piece : one.get("pieces")) {
            text.append(piece.get(0).textValue().repeat(piece.get(1).intValue()));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Decodes records of the declared columns and writes them as JSON again, or gives the error. */
    static final class Codec {
        private final RecordParser parser;
        private final ValueWriter writer;
        private final int columns;

        Codec(JsonNode declared, JsonNode constraints) {
            List<RowType.RowField> fields = new ArrayList<>();
            ObjectNode all = constraints.deepCopy();
            ArrayNode required = all.withArrayProperty("required");
            for (Map.Entry<String, JsonNode> column : declared.properties()) {
                LogicalType type = LogicalTypeParser.parse(column.getValue().textValue(), Vectors.class.getClassLoader());
                if (!type.isNullable()) {
                    required.add(column.getKey());
                }
                fields.add(new RowType.RowField(column.getKey(), type.copy(true)));
            }
            RowType type = new RowType(fields);
            Constraints parsed = Constraints.parse(all.toString());
            parser = new RecordParser(Shape.of(type, parsed), parsed.maxBytes());
            writer = ValueWriter.of(type);
            columns = fields.size();
        }

        String run(byte[] record) {
            GenericRowData row = parser.parse(record, columns);
            if (parser.error() != null) {
                return parser.error();
            }
            JsonOutput output = new JsonOutput();
            writer.write(row, output);
            return new String(output.toBytes(), StandardCharsets.UTF_8);
        }
    }
}
