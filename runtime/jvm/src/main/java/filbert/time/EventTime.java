package filbert.time;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * FILBERT_EVENT_TIME(field, ingested, has_field, max_ahead_ms): when an event happened, in UTC.
 *
 * <p>The field's value if the stream has one, else the Kafka record's own time. NULL for a field that is NULL or lies
 * further ahead of the record's time than allowed: a NULL never moves the watermark, where one event from the far
 * future would make all others late.
 */
public class EventTime extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class)
    public TimestampData eval(
            @DataTypeHint(value = "TIMESTAMP(3)", bridgedTo = TimestampData.class) TimestampData field,
            @DataTypeHint(value = "TIMESTAMP_LTZ(3)", bridgedTo = TimestampData.class) TimestampData ingested,
            boolean hasField,
            long maxAheadMs) {
        if (!hasField) {
            return ingested;
        }
        if (field == null || ingested == null) {
            return field;
        }
        return field.getMillisecond() > ingested.getMillisecond() + maxAheadMs ? null : field;
    }
}
