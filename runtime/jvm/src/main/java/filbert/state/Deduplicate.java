package filbert.state;

import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;

/**
 * {@code FILBERT_DEDUPLICATE}: each event with {@code $first}, whether it is the first of its key within a window.
 *
 * <p>The specification: {@code {"window": ms, "order": "arrival" | "event-time"}}. An event that passes at t opens
 * [t, t + window); repeats in it and older events do not pass and do not extend it. The Python twin is {@code
 * filbert.components.windows.Deduplicator}.
 */
public class Deduplicate extends EventFunction {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "FILBERT_DEDUPLICATE";
    private static final List<DataTypes.Field> RESULTS =
            List.of(DataTypes.FIELD("$first", DataTypes.BOOLEAN().notNull()));

    private final long window;
    private transient MapView<Long, Piece> currentPieces;
    private transient GenericRowData results;

    /** For CREATE FUNCTION. */
    public Deduplicate() {
        super(NAME);
        window = 0;
    }

    private Deduplicate(EventCall call, List<DataType> arguments) {
        super(NAME, call, EventReader.nothing(), arguments, RESULTS);
        window = call.specification.positiveMilliseconds("window");
    }

    @Override
    EventFunction bind(EventCall call, List<DataType> arguments) {
        return new Deduplicate(call, arguments);
    }

    @Override
    List<DataTypes.Field> results(EventCall call) {
        call.specification.positiveMilliseconds("window");
        return RESULTS;
    }

    @Override
    public void open(FunctionContext context) throws Exception {
        super.open(context);
        results = new GenericRowData(2);
    }

    @Override
    GenericRowData results() {
        return results;
    }

    @Override
    long retention() {
        return Retention.of(window);
    }

    @Override
    KeyPiece answer(EventChunk event, GenericRowData results) throws Exception {
        OpenedWindow opened = (OpenedWindow) currentPieces.get(KeyPiece.ID);
        long time = event.times[0];
        boolean isNew = opened == null;
        boolean passes = isNew || time >= opened.newest + window;
        results.setField(0, passes);
        results.setField(1, null);
        if (!passes) {
            return opened;
        }
        OpenedWindow next = new OpenedWindow();
        next.newest = time;
        next.timerAt = isNew ? time + retention() : opened.timerAt;
        next.isNew = isNew;
        currentPieces.put(KeyPiece.ID, next);
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
