package filbert.json;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.table.api.ValidationException;

/**
 * What a stream asks of its records beyond the columns' types.
 *
 * <p>Written as {@code {"required": ["sender", "cell.lat", "items[].price"], "enum": {"kind": ["a", "b"]},
 * "integers": {"parts": "INT"}, "max_bytes": 524288}}; {@code []} stands for every element of an array or value of
 * a map.
 *
 * @param required paths of values that must be there
 * @param enumerations for a path, the texts or whole numbers that it may have
 * @param integers for a path to a whole number, the type that the stream declares: a table may hold it as BIGINT, and
 *     records are still held to what the stream says
 * @param maxBytes the longest record
 */
record Constraints(
        List<String> required, Map<String, List<Object>> enumerations, Map<String, Kind> integers, int maxBytes)
        implements Serializable {
    private static final int DEFAULT_MAX_BYTES = 512 * 1024;
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Reads the option's text. */
    static Constraints parse(String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid("not JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw invalid("not an object");
        }
        List<String> required = new ArrayList<>();
        Map<String, List<Object>> enumerations = new LinkedHashMap<>();
        Map<String, Kind> integers = new LinkedHashMap<>();
        int maxBytes = DEFAULT_MAX_BYTES;
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "required" -> required.addAll(paths(value));
                case "enum" -> enumerations.putAll(enumerations(value));
                case "integers" -> integers.putAll(integers(value));
                case "max_bytes" -> maxBytes = positive(value);
                default -> throw invalid("unknown name '" + entry.getKey() + "'; known are required, enum, integers, max_bytes");
            }
        }
        return new Constraints(required, enumerations, integers, maxBytes);
    }

    private static List<String> paths(JsonNode value) {
        List<String> paths = new ArrayList<>();
        if (!value.isArray()) {
            throw invalid("required is a list of paths");
        }
        for (JsonNode path : value) {
            if (!path.isTextual()) {
                throw invalid("required is a list of paths, not of " + path);
            }
            paths.add(path.textValue());
        }
        return paths;
    }

    private static Map<String, List<Object>> enumerations(JsonNode value) {
        Map<String, List<Object>> enumerations = new LinkedHashMap<>();
        if (!value.isObject()) {
            throw invalid("enum maps paths to lists of values");
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            List<Object> allowed = new ArrayList<>();
            for (JsonNode one : entry.getValue()) {
                if (one.isTextual()) {
                    allowed.add(one.textValue());
                } else if (one.canConvertToLong() && one.isIntegralNumber()) {
                    allowed.add(one.longValue());
                } else {
                    throw invalid("enum of '" + entry.getKey() + "' may hold texts or whole numbers, not " + one);
                }
            }
            if (allowed.isEmpty()) {
                throw invalid("enum of '" + entry.getKey() + "' is not a list of values, or an empty one");
            }
            enumerations.put(entry.getKey(), allowed);
        }
        return enumerations;
    }

    private static Map<String, Kind> integers(JsonNode value) {
        Map<String, Kind> integers = new LinkedHashMap<>();
        if (!value.isObject()) {
            throw invalid("integers maps paths to TINYINT, SMALLINT, INT or BIGINT");
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            switch (entry.getValue().asText()) {
                case "TINYINT" -> integers.put(entry.getKey(), Kind.TINYINT);
                case "SMALLINT" -> integers.put(entry.getKey(), Kind.SMALLINT);
                case "INT" -> integers.put(entry.getKey(), Kind.INT);
                case "BIGINT" -> integers.put(entry.getKey(), Kind.BIGINT);
                default -> throw invalid("integers of '" + entry.getKey() + "' is " + entry.getValue()
                        + ", not TINYINT, SMALLINT, INT or BIGINT");
            }
        }
        return integers;
    }

    private static int positive(JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() <= 0) {
            throw invalid("max_bytes is a positive number, not " + value);
        }
        return value.intValue();
    }

    private static ValidationException invalid(String reason) {
        return new ValidationException("Option 'constraints' of the format 'filbert-json': " + reason);
    }
}
