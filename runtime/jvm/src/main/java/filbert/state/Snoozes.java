package filbert.state;

import filbert.json.TimeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.table.data.StringData;

/** Until when which subjects of a scenario are snoozed: what the records of the control topic say, the last one of each. */
final class Snoozes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final StringData SNOOZE = StringData.fromString("snooze");
    private static final StringData UNSNOOZE = StringData.fromString("unsnooze");

    private final StringData scenario;
    private final Map<StringData, Long> ends = new HashMap<>();

    Snoozes(String scenario) {
        this.scenario = StringData.fromString(scenario);
    }

    /** Whether an alert about a subject is held back. */
    boolean holds(StringData subject, long eventTime) {
        if (ends.isEmpty()) {
            return false;
        }
        Long end = ends.get(subject);
        return end != null && eventTime < end;
    }

    /** A record of the control topic as it was written; what is none of ours is passed over. */
    void take(byte[] value) {
        if (value == null) {
            return;
        }
        JsonNode record;
        try {
            record = JSON.readTree(value);
        } catch (IOException e) {
            return;
        }
        take(text(record, "kind"), text(record, "scenario"), text(record, "subject"), time(record.get("until")));
    }

    /** A record in its parts; null stands for what is not there. */
    void take(StringData kind, StringData ofScenario, StringData subject, Long until) {
        if (kind == null || subject == null || !scenario.equals(ofScenario)) {
            return;
        }
        if (kind.equals(SNOOZE) && until != null) {
            // A copy: rows that Flink reads are used again.
            ends.put(StringData.fromBytes(subject.toBytes().clone()), until);
        } else if (kind.equals(UNSNOOZE)) {
            ends.remove(subject);
        }
    }

    private static StringData text(JsonNode record, String name) {
        JsonNode value = record.get(name);
        return value == null || !value.isTextual() ? null : StringData.fromString(value.textValue());
    }

    /** As the format {@code filbert-json} reads times: ISO 8601, or milliseconds. */
    private static Long time(JsonNode value) {
        if (value == null) {
            return null;
        }
        long time = -1;
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            time = value.longValue();
        } else if (value.isTextual()) {
            byte[] text = value.textValue().getBytes(StandardCharsets.UTF_8);
            time = TimeText.parseTimestamp(text, 0, text.length);
        }
        return time < 0 ? null : time;
    }
}
