package filbert.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.utils.ProjectedRowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ProcessTableFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.StateTypeStrategy;
import org.apache.flink.table.types.inference.StaticArgument;
import org.apache.flink.table.types.inference.StaticArgumentTrait;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.DataTypeUtils;
import org.apache.flink.table.types.utils.TypeConversions;

/**
 * {@code FILBERT_JOIN_LATEST}: each event with the latest row of its key in a table: {@code F(input => TABLE e PARTITION
 * BY k, latest => TABLE t PARTITION BY k, spec => '{"name": …, "row": column, "order": …}', on_time => DESCRIPTOR(t), uid
 * => '…')}.
 *
 * <p>A row of the table replaces the one before; one whose column {@code row} is NULL deletes it. In order of arrival
 * both sides count as they come. In order of event time both wait for the watermark; of equal times the table comes
 * first, then stream, partition and offset decide. A row behind the watermark counts at once unless a newer one is held;
 * so that it can be judged, a deletion is remembered for an hour of event time.
 */
public class JoinLatest extends ProcessTableFunction<RowData> implements SpecializedFunction {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "FILBERT_JOIN_LATEST";
    private static final int INPUT = 0;
    private static final int ROWS = 1;
    private static final int SPEC = 2;
    private static final int MILLISECONDS = 3;
    private static final int RECORD = 0;
    private static final int ERROR = 1;
    private static final long DELETION = TimeUnit.HOURS.toMillis(1);

    private final EventCall call;
    private final EventReader rowReader;
    private final int rowTimeColumn;
    private final int[] rowTies;
    private final transient List<DataType> arguments;
    private final transient DataType output;

    private transient EventChunk row;
    private transient EventChunk event;
    private transient ProjectedRowData passed;
    private transient ProjectedRowData nothing;
    private transient GenericRowData results;
    private transient int[] alreadyPassed;
    private transient AnsweredRow answer;
    private transient WaitingRoom waitingEvents;
    private transient WaitingRoom waitingRows;

    /** For CREATE FUNCTION. */
    public JoinLatest() {
        call = null;
        rowReader = null;
        rowTimeColumn = 0;
        rowTies = null;
        arguments = null;
        output = null;
    }

    private JoinLatest(CallContext context, List<DataType> arguments) {
        call = EventCall.of(NAME, context, SPEC);
        InputTable rows = InputTable.of(NAME, context, ROWS);
        int column = rowColumn(rows, call.specification);
        rowReader =
                new EventReader(
                        new int[] {column},
                        new ValueCodec[] {ValueCodec.of(rows.type(column))},
                        new EventReader.Condition[] {
                            new EventReader.Condition(column, EventReader.Condition.NONE, EventReader.Condition.NONE)
                        });
        rowTimeColumn = rows.timeColumn(context);
        rowTies = EventCall.ties(rows);
        this.arguments = arguments;
        output = DataTypeUtils.toInternalDataType(call.output(results(context, call)));
    }

    // ---- planning ----

    private static int rowColumn(InputTable rows, Specification specification) {
        int column = rows.column(specification.text("row", ""), "row");
        if (ValueCodec.of(rows.type(column)) == null) {
            throw specification.fault("a " + rows.type(column).asSummaryString() + " cannot be kept");
        }
        return column;
    }

    private static List<DataTypes.Field> results(CallContext context, EventCall call) {
        InputTable rows = InputTable.of(NAME, context, ROWS);
        LogicalType type = rows.type(rowColumn(rows, call.specification)).copy(true);
        String name = call.specification.text("name", "");
        return List.of(DataTypes.FIELD(name, TypeConversions.fromLogicalToDataType(type)));
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory types) {
        TypeInference.Builder inference = TypeInference.newBuilder();
        if (call == null) {
            EnumSet<StaticArgumentTrait> traits =
                    EnumSet.of(StaticArgumentTrait.SET_SEMANTIC_TABLE, StaticArgumentTrait.REQUIRE_ON_TIME);
            inference.staticArguments(
                    StaticArgument.table("input", RowData.class, false, traits),
                    StaticArgument.table("latest", RowData.class, false, traits),
                    StaticArgument.scalar("spec", DataTypes.STRING().notNull(), false));
        } else {
            inference.typedArguments(arguments);
        }
        LinkedHashMap<String, StateTypeStrategy> state = new LinkedHashMap<>();
        for (String view : List.of("pieces", "waiting")) {
            state.put(view, StateTypeStrategy.of(context -> Optional.of(StateTypes.PIECES), Duration.ZERO));
        }
        inference.stateTypeStrategies(state);
        inference.outputTypeStrategy(context -> Optional.of(output != null ? output : output(context)));
        return inference.build();
    }

    private static DataType output(CallContext context) {
        EventCall planned = EventCall.of(NAME, context, SPEC);
        return planned.output(results(context, planned));
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        List<DataType> internal = new ArrayList<>();
        for (DataType type : context.getCallContext().getArgumentDataTypes()) {
            internal.add(DataTypeUtils.toInternalDataType(type));
        }
        return new JoinLatest(context.getCallContext(), internal);
    }

    // ---- running ----

    @Override
    public void open(FunctionContext context) {
        row = rowReader.newEvent();
        event = EventReader.nothing().newEvent();
        passed = ProjectedRowData.from(call.passedColumns);
        nothing = ProjectedRowData.from(new int[0]);
        results = new GenericRowData(2);
        alreadyPassed = IntStream.range(0, call.passedColumns.length).toArray();
        answer = new AnsweredRow(call.passedColumns.length, call.passedColumns.length + results.getArity());
        waitingEvents = new WaitingRoom(call.tieColumns, call.passedType);
        waitingRows = new WaitingRoom(rowTies, RowType.of());
    }

    /** Called by Flink for each row of either table; the other one is null. */
    public void eval(
            Context context,
            MapView<Long, Piece> pieces,
            MapView<Long, Piece> waiting,
            RowData input,
            RowData latest,
            StringData spec)
            throws Exception {
        boolean isRow = latest != null;
        long at = isRow ? time(latest, rowTimeColumn) : time(input, call.timeColumn);
        if (isRow) {
            rowReader.read(latest, at, row);
        } else {
            event.times[0] = at;
        }
        TimeContext<Long> time = call.inEventTime ? context.timeContext(Long.class) : null;
        if (time != null && (time.currentWatermark() == null || at > time.currentWatermark())) {
            if (isRow) {
                waitingRows.add(waiting, row, latest, nothing.replaceRow(latest));
            } else {
                waitingEvents.add(pieces, event, input, passed.replaceRow(input));
            }
            time.registerOnTime(at);
        } else if (isRow) {
            take(time, pieces, row);
        } else {
            answer(pieces, input, call.passedColumns, null);
        }
    }

    private static long time(RowData from, int column) {
        return from.getTimestamp(column, MILLISECONDS).getMillisecond();
    }

    /** Called by Flink when a timer is due. */
    public void onTimer(OnTimerContext context, MapView<Long, Piece> pieces, MapView<Long, Piece> waiting)
            throws Exception {
        TimeContext<Long> time = context.timeContext(Long.class);
        long now = time.time();
        for (WaitingRow due : waitingRows.take(waiting, now)) {
            take(time, pieces, due.event());
        }
        for (WaitingRow due : waitingEvents.take(pieces, now)) {
            answer(pieces, due.passed(), alreadyPassed, due.changed());
        }
        LastEvent last = (LastEvent) pieces.get(KeyPiece.ID);
        if (last != null && isDeletion(last.event) && last.newest + DELETION <= now) {
            pieces.remove(KeyPiece.ID);
        }
    }

    private static boolean isDeletion(EventChunk row) {
        return !row.counts(0, RECORD);
    }

    /** Takes a row of the table in; {@code time} is null in order of arrival. */
    private void take(TimeContext<Long> time, MapView<Long, Piece> pieces, EventChunk row) throws Exception {
        if (time == null && isDeletion(row)) {
            pieces.remove(KeyPiece.ID);
            return;
        }
        LastEvent last = time == null ? null : (LastEvent) pieces.get(KeyPiece.ID);
        if (last != null && row.times[0] < last.newest) {
            return;
        }
        LastEvent next = new LastEvent();
        next.newest = row.times[0];
        next.event = row.copy();
        pieces.put(KeyPiece.ID, next);
        if (time != null && isDeletion(row)) {
            time.registerOnTime(next.newest + DELETION);
        }
    }

    private void answer(MapView<Long, Piece> pieces, RowData event, int[] passedColumns, String changed) throws Exception {
        LastEvent last = (LastEvent) pieces.get(KeyPiece.ID);
        boolean isThere = last != null && !isDeletion(last.event);
        results.setField(RECORD, isThere ? rowReader.codec(RECORD).value(last.event, RECORD) : null);
        results.setField(ERROR, changed == null ? null : StringData.fromString(EventFunction.RESTORED + changed));
        collect(answer.replace(event, passedColumns, results));
    }
}
