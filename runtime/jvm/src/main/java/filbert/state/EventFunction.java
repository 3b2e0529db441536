package filbert.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
import org.apache.flink.table.types.utils.DataTypeUtils;

/**
 * A process table function that answers each event of a key with the event's other columns, some results and an error
 * text: {@code F(input => TABLE t PARTITION BY (k), spec => '{…}', on_time => DESCRIPTOR(t), uid => '…')}.
 *
 * <p>One class serves all signatures. While a statement is planned, the output type follows from the literal
 * {@code spec} and the input's columns; {@link #specialize} then binds both once, and asks for rows in Flink's internal
 * form, so that nothing is looked up or converted per event.
 *
 * <p>State holds pieces only ({@link Piece}), in which pass-through columns do not occur: it is restored whatever
 * other columns the input has. Idle keys are forgotten by one timer per key. Flink's time-to-live is not used: on the
 * heap it copies entries at each access, and an outage would let it forget what still counts.
 *
 * <p>With {@code "order": "event-time"} events wait for the watermark and are then taken in order of time, stream,
 * partition and offset. Flink's own ORDER BY on the function is not used: its buffer keeps whole rows in their type,
 * so that a savepoint could not be restored after a change of any column, and it drops late rows. Here an event that
 * is late by the watermark is taken at once, as one out of order.
 */
abstract class EventFunction extends ProcessTableFunction<RowData> implements SpecializedFunction {

    private static final long serialVersionUID = 1L;
    private static final int MILLISECONDS = 3;
    static final String RESTORED = "order|E_RESTORED||while the event waited for the watermark, ";

    private final String name;
    private final EventCall call;
    private final EventReader reader;
    private final transient List<DataType> arguments;
    private final transient DataType output;
    private final int arity;

    private transient EventChunk event;
    private transient ProjectedRowData passed;
    private transient int[] alreadyPassed;
    private transient AnsweredRow answer;
    private transient WaitingRoom waiting;

    /** As it is registered: nothing is bound. */
    EventFunction(String name) {
        this.name = name;
        call = null;
        reader = null;
        arguments = null;
        output = null;
        arity = 0;
    }

    /** Bound to a call. */
    EventFunction(String name, EventCall call, EventReader reader, List<DataType> arguments, List<DataTypes.Field> results) {
        this.name = name;
        this.call = call;
        this.reader = reader;
        this.arguments = arguments;
        output = DataTypeUtils.toInternalDataType(call.output(results));
        arity = output.getLogicalType().getChildren().size();
    }

    // ---- planning ----

    /** Binds the function to a call. */
    abstract EventFunction bind(EventCall call, List<DataType> arguments);

    /** The columns of the results, in a call that {@link #bind} accepts. */
    abstract List<DataTypes.Field> results(EventCall call);

    /** Further state beside the pieces, by the names of the arguments of eval. */
    Map<String, DataType> furtherState() {
        return Map.of();
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory types) {
        TypeInference.Builder inference = TypeInference.newBuilder();
        if (call == null) {
            EnumSet<StaticArgumentTrait> traits =
                    EnumSet.of(
                            StaticArgumentTrait.SET_SEMANTIC_TABLE,
                            StaticArgumentTrait.OPTIONAL_PARTITION_BY,
                            StaticArgumentTrait.REQUIRE_ON_TIME);
            inference.staticArguments(
                    StaticArgument.table("input", RowData.class, false, traits),
                    StaticArgument.scalar("spec", DataTypes.STRING().notNull(), false));
        } else {
            inference.typedArguments(arguments);
        }
        LinkedHashMap<String, StateTypeStrategy> state = new LinkedHashMap<>();
        state.put("pieces", state(StateTypes.PIECES));
        furtherState().forEach((view, type) -> state.put(view, state(type)));
        inference.stateTypeStrategies(state);
        inference.outputTypeStrategy(context -> Optional.of(output != null ? output : output(context)));
        return inference.build();
    }

    private static StateTypeStrategy state(DataType type) {
        return StateTypeStrategy.of(context -> Optional.of(type), Duration.ZERO);
    }

    private DataType output(CallContext context) {
        EventCall planned = EventCall.of(name, context);
        return planned.output(results(planned));
    }

    @Override
    public final UserDefinedFunction specialize(SpecializedContext context) {
        List<DataType> internal = new ArrayList<>();
        for (DataType type : context.getCallContext().getArgumentDataTypes()) {
            internal.add(DataTypeUtils.toInternalDataType(type));
        }
        return bind(EventCall.of(name, context.getCallContext()), internal);
    }

    // ---- running ----

    @Override
    public void open(FunctionContext context) throws Exception {
        event = reader.newEvent();
        passed = ProjectedRowData.from(call.passedColumns);
        alreadyPassed = IntStream.range(0, call.passedColumns.length).toArray();
        answer = new AnsweredRow(call.passedColumns.length, arity);
        waiting = call.inEventTime ? new WaitingRoom(call.tieColumns, call.passedType) : null;
    }

    /**
     * Takes an event in and fills in the results; the last field is the error text.
     *
     * @return the piece that stands for the key
     */
    abstract KeyPiece answer(EventChunk event, GenericRowData results) throws Exception;

    /** A row to fill; used again for the next event. */
    abstract GenericRowData results();

    /** How long after its newest event a key may be forgotten; 0 for never. */
    abstract long retention();

    /** Clears the key's further state. */
    void clearFurtherState() throws Exception {}

    /** What eval does in every such function. */
    final void takeIn(Context context, MapView<Long, Piece> pieces, RowData row) throws Exception {
        long eventTime = row.getTimestamp(call.timeColumn, MILLISECONDS).getMillisecond();
        reader.read(row, eventTime, event);
        if (waiting != null) {
            TimeContext<Long> time = context.timeContext(Long.class);
            Long watermark = time.currentWatermark();
            if (watermark == null || eventTime > watermark) {
                waiting.add(pieces, event, row, passed.replaceRow(row));
                time.registerOnTime(eventTime);
                return;
            }
        }
        answer(context, event, row, call.passedColumns, null);
    }

    private KeyPiece answer(Context context, EventChunk event, RowData row, int[] passedColumns, String changed) throws Exception {
        GenericRowData results = results();
        KeyPiece key = answer(event, results);
        if (changed != null) {
            results.setField(results.getArity() - 1, StringData.fromString(RESTORED + changed));
        }
        if (key.isNew && retention() > 0) {
            context.timeContext(Long.class).registerOnTime(key.timerAt);
        }
        key.isNew = false;
        collect(answer.replace(row, passedColumns, results));
        return key;
    }

    /** What onTimer does in every such function. */
    final void onTime(OnTimerContext context, MapView<Long, Piece> pieces) throws Exception {
        TimeContext<Long> time = context.timeContext(Long.class);
        long now = time.time();
        KeyPiece key = null;
        if (waiting != null) {
            for (WaitingRow row : waiting.take(pieces, now)) {
                key = answer(context, row.event(), row.passed(), alreadyPassed, row.changed());
            }
        }
        if (key == null) {
            key = (KeyPiece) pieces.get(KeyPiece.ID);
        }
        if (key == null || key.timerAt != now || retention() == 0) {
            return;
        }
        long due = key.newest + retention();
        if (due <= now) {
            clearFurtherState();
            if (waiting == null) {
                pieces.clear();
            } else {
                waiting.clearAllBut(pieces);
            }
            return;
        }
        key.timerAt = due;
        pieces.put(KeyPiece.ID, key);
        time.registerOnTime(due);
    }
}
