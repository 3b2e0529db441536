package filbert.state;

import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;

/**
 * {@code FILBERT_AGGREGATE}: each event with aggregates over the window (t − W, t] of its key.
 *
 * <p>The specification: {@code {"window": ms, "lateness": ms, "resolution": ms, "order": "arrival" | "event-time",
 * "aggregates": [{"name", "function", "value": column, "where": column}]}}. Functions: count, count_if,
 * count_distinct, sum, avg, min, max, first, last. Metrics: {@code late} and {@code outOfOrder}.
 *
 * <p>An aggregate whose result does not fit its type gives the text {@code aggregates.NAME|CODE||message} in the
 * column {@code $error}; the event stays in the window.
 */
public class Aggregate extends EventFunction {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "FILBERT_AGGREGATE";
    private static final String SEEN = "seen";

    private final AggregateSpec spec;
    private transient SlidingWindow window;
    private transient GenericRowData results;
    private transient MapView<StringData, Integer> currentSeen;

    /** For CREATE FUNCTION. */
    public Aggregate() {
        super(NAME);
        spec = null;
    }

    private Aggregate(EventCall call, AggregateSpec spec, List<DataType> arguments) {
        super(NAME, call, spec.reader(), arguments, spec.fields());
        this.spec = spec;
    }

    @Override
    EventFunction bind(EventCall call, List<DataType> arguments) {
        return new Aggregate(call, AggregateSpec.of(call.specification, call.input), arguments);
    }

    @Override
    List<DataTypes.Field> results(EventCall call) {
        return AggregateSpec.of(call.specification, call.input).fields();
    }

    @Override
    Map<String, DataType> furtherState() {
        return Map.of(SEEN, StateTypes.SEEN);
    }

    @Override
    public void open(FunctionContext context) throws Exception {
        super.open(context);
        window = new SlidingWindow(spec);
        results = new GenericRowData(spec.folds().length + 1);
        context.getMetricGroup().gauge("late", () -> window.late());
        context.getMetricGroup().gauge("outOfOrder", () -> window.outOfOrder());
    }

    @Override
    GenericRowData results() {
        return results;
    }

    @Override
    long retention() {
        return window.retention();
    }

    @Override
    void clearFurtherState() throws Exception {
        currentSeen.clear();
    }

    @Override
    KeyPiece answer(EventChunk event, GenericRowData results) throws Exception {
        Accumulator[] totals = window.add(event);
        Fold[] folds = spec.folds();
        String error = null;
        for (int i = 0; i < folds.length; i++) {
            Object result = folds[i].result(totals[i]);
            if (result instanceof ResultFault fault) {
                result = null;
                if (error == null) {
                    error = fault.text("aggregates." + spec.name(i));
                }
            }
            results.setField(i, result);
        }
        results.setField(folds.length, error == null ? null : StringData.fromString(error));
        return window.key();
    }

    /** Called by Flink for each event. */
    public void eval(
            Context context,
            MapView<Long, Piece> pieces,
            MapView<StringData, Integer> seen,
            RowData input,
            StringData spec)
            throws Exception {
        use(pieces, seen);
        takeIn(context, pieces, input);
    }

    /** Called by Flink when a timer is due. */
    public void onTimer(OnTimerContext context, MapView<Long, Piece> pieces, MapView<StringData, Integer> seen)
            throws Exception {
        use(pieces, seen);
        onTime(context, pieces);
    }

    private void use(MapView<Long, Piece> pieces, MapView<StringData, Integer> seen) {
        window.use(pieces, seen);
        currentSeen = seen;
    }
}
