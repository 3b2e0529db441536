package filbert.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeUtils;
import org.apache.flink.table.types.utils.TypeConversions;

/**
 * {@code FILBERT_PREVIOUS}: each event with values of the event of its key that came before it.
 *
 * <p>The specification: {@code {"values": [{"name", "value": column}], "time_to_live": ms, "order": "arrival" |
 * "event-time"}}. The values are NULL at the key's first event, and if the event before is older by more than the time
 * to live; 0 means that there is none. The Python twin is {@code filbert.components.windows.PreviousValue}.
 */
public class Previous extends EventFunction {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "FILBERT_PREVIOUS";
    private static final int MOST_VALUES = 64;

    private final EventReader reader;

    /** By value: its slot, since values of one column share it. */
    private final int[] slots;

    private final long timeToLive;
    private transient MapView<Long, Piece> currentPieces;
    private transient GenericRowData results;

    /** For CREATE FUNCTION. */
    public Previous() {
        super(NAME);
        reader = null;
        slots = null;
        timeToLive = 0;
    }

    private Previous(EventCall call, EventReader reader, int[] slots, List<DataType> arguments, List<DataTypes.Field> results) {
        super(NAME, call, reader, arguments, results);
        this.reader = reader;
        this.slots = slots;
        timeToLive = call.specification.milliseconds("time_to_live", 0);
    }

    @Override
    EventFunction bind(EventCall call, List<DataType> arguments) {
        List<DataTypes.Field> results = results(call);
        List<JsonNode> values = values(call);
        Map<Integer, Integer> slotOfColumn = new LinkedHashMap<>();
        List<ValueCodec> codecs = new ArrayList<>();
        int[] slots = new int[values.size()];
        EventReader.Condition[] conditions = new EventReader.Condition[values.size()];
        for (int i = 0; i < slots.length; i++) {
            int column = column(call, values.get(i));
            if (!slotOfColumn.containsKey(column)) {
                slotOfColumn.put(column, codecs.size());
                codecs.add(codec(call, values.get(i), column));
            }
            slots[i] = slotOfColumn.get(column);
            conditions[i] = new EventReader.Condition(column, EventReader.Condition.NONE, EventReader.Condition.NONE);
        }
        int[] columns = slotOfColumn.keySet().stream().mapToInt(Integer::intValue).toArray();
        EventReader eventReader = new EventReader(columns, codecs.toArray(ValueCodec[]::new), conditions);
        return new Previous(call, eventReader, slots, arguments, results);
    }

    @Override
    List<DataTypes.Field> results(EventCall call) {
        List<DataTypes.Field> fields = new ArrayList<>();
        for (JsonNode value : values(call)) {
            int column = column(call, value);
            codec(call, value, column);
            LogicalType type = LogicalTypeUtils.removeTimeAttributes(call.input.type(column)).copy(true);
            fields.add(DataTypes.FIELD(name(value), TypeConversions.fromLogicalToDataType(type)));
        }
        return fields;
    }

    private static List<JsonNode> values(EventCall call) {
        List<JsonNode> values = call.specification.objects("values");
        if (values.isEmpty() || values.size() > MOST_VALUES) {
            throw call.specification.fault("'values' must hold 1 to " + MOST_VALUES + " values");
        }
        return values;
    }

    private static String name(JsonNode value) {
        return value.path("name").asText("");
    }

    private static int column(EventCall call, JsonNode value) {
        return call.input.column(value.path("value").asText(""), "value '" + name(value) + "'");
    }

    private static ValueCodec codec(EventCall call, JsonNode value, int column) {
        ValueCodec codec = ValueCodec.of(call.input.type(column));
        if (codec == null) {
            throw call.specification.fault(
                    "value '" + name(value) + "': a " + call.input.type(column).asSummaryString() + " cannot be kept");
        }
        return codec;
    }

    @Override
    public void open(FunctionContext context) throws Exception {
        super.open(context);
        results = new GenericRowData(slots.length + 1);
    }

    @Override
    GenericRowData results() {
        return results;
    }

    @Override
    long retention() {
        return Retention.of(timeToLive);
    }

    @Override
    KeyPiece answer(EventChunk event, GenericRowData results) throws Exception {
        LastEvent last = (LastEvent) currentPieces.get(KeyPiece.ID);
        long time = event.times[0];
        boolean isFirst = last == null;
        boolean isAlive = !isFirst && (timeToLive == 0 || time - last.event.times[0] <= timeToLive);
        for (int i = 0; i < slots.length; i++) {
            boolean isThere = isAlive && last.event.counts(0, i);
            results.setField(i, isThere ? reader.codec(slots[i]).value(last.event, slots[i]) : null);
        }
        results.setField(slots.length, null);
        LastEvent next = new LastEvent();
        next.newest = isFirst ? time : Math.max(last.newest, time);
        next.timerAt = isFirst ? time + retention() : last.timerAt;
        next.event = event.copy();
        currentPieces.put(KeyPiece.ID, next);
        next.isNew = isFirst;
        return next;
    }

    /** Called by Flink for each event. */
    public void eval(Context context, MapView<Long, Piece> pieces, RowData input, StringData spec) throws Exception {
        currentPieces = pieces;
        takeIn(context, pieces, input);
    }

    /** Called by Flink when a timer is due. */
    public void onTimer(OnTimerContext context, MapView<Long, Piece> pieces) throws Exception {
        currentPieces = pieces;
        onTime(context, pieces);
    }
}
