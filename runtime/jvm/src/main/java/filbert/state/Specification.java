package filbert.state;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.table.api.ValidationException;

/** The literal JSON argument {@code spec} of a function; what is wrong with it is said with the function's name. */
final class Specification {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String function;
    private final JsonNode content;

    Specification(String function, String json) {
        this.function = function;
        try {
            content = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw fault("spec is not JSON: " + e.getOriginalMessage());
        }
        if (!content.isObject()) {
            throw fault("spec must be a JSON object");
        }
    }

    ValidationException fault(String message) {
        return new ValidationException(function + ": " + message);
    }

    /** A duration in milliseconds, zero or more. */
    long milliseconds(String name, long otherwise) {
        JsonNode value = content.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw fault("'" + name + "' must be milliseconds, a whole number of at least 0, not " + value);
        }
        return value.longValue();
    }

    /** A duration in milliseconds that must be given and more than zero. */
    long positiveMilliseconds(String name) {
        long value = milliseconds(name, 0);
        if (value == 0) {
            throw fault("'" + name + "' must be given in milliseconds and be more than 0");
        }
        return value;
    }

    String text(String name, String otherwise) {
        JsonNode value = content.get(name);
        return value == null ? otherwise : value.asText();
    }

    /** A list of objects; empty if not given. */
    List<JsonNode> objects(String name) {
        List<JsonNode> objects = new ArrayList<>();
        JsonNode list = content.get(name);
        if (list == null) {
            return objects;
        }
        if (!list.isArray()) {
            throw fault("'" + name + "' must be a list");
        }
        for (JsonNode each : list) {
            if (!each.isObject()) {
                throw fault("'" + name + "' must be a list of objects");
            }
            objects.add(each);
        }
        return objects;
    }
}
