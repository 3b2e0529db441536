package filbert.state;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.catalog.DataTypeFactory;
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
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.utils.DataTypeUtils;

/**
 * {@code FILBERT_ALERT}: passes the rows of subjects that are not snoozed: {@code F(input => TABLE a PARTITION BY
 * subject, control => TABLE c PARTITION BY subject, spec => '{"scenario": …}', uid => '…')}.
 *
 * <p>A row of the control table (kind, scenario, subject, until, by) of kind {@code snooze} holds back the scenario's
 * rows of its subject whose event time is before {@code until}; one of kind {@code unsnooze} ends that; of several the
 * latest counts. Neither side waits for the other: no time and no timers are involved, so that an idle or empty control
 * topic holds nothing back. Metric: {@code snoozed}.
 */
public class Alert extends ProcessTableFunction<RowData> implements SpecializedFunction {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "FILBERT_ALERT";
    private static final int INPUT = 0;
    private static final int CONTROL = 1;
    private static final int SPEC = 2;
    private static final int MILLISECONDS = 3;
    private static final Long SNOOZE = 0L;

    /** Positions of what is read. */
    record Columns(int eventTime, int kind, int scenario, int until, int[] passed) implements Serializable {}

    private final Columns columns;
    private final String scenario;
    private final transient List<DataType> arguments;
    private final transient DataType output;

    private transient StringData snooze;
    private transient StringData unsnooze;
    private transient StringData scenarioText;
    private transient ProjectedRowData passed;
    private transient Counter snoozed;

    /** For CREATE FUNCTION. */
    public Alert() {
        this(null, null, null, null);
    }

    Alert(Columns columns, String scenario, List<DataType> arguments, DataType output) {
        this.columns = columns;
        this.scenario = scenario;
        this.arguments = arguments;
        this.output = output;
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory types) {
        TypeInference.Builder inference = TypeInference.newBuilder();
        if (columns == null) {
            EnumSet<StaticArgumentTrait> traits = EnumSet.of(StaticArgumentTrait.SET_SEMANTIC_TABLE);
            inference.staticArguments(
                    StaticArgument.table("input", RowData.class, false, traits),
                    StaticArgument.table("control", RowData.class, false, traits),
                    StaticArgument.scalar("spec", DataTypes.STRING().notNull(), false));
        } else {
            inference.typedArguments(arguments);
        }
        LinkedHashMap<String, StateTypeStrategy> state = new LinkedHashMap<>();
        state.put("pieces", StateTypeStrategy.of(context -> Optional.of(StateTypes.PIECES), Duration.ZERO));
        inference.stateTypeStrategies(state);
        inference.outputTypeStrategy(context -> Optional.of(output != null ? output : output(context)));
        return inference.build();
    }

    private static DataType output(CallContext context) {
        InputTable input = InputTable.of(NAME, context, INPUT);
        columns(context);
        return DataTypes.ROW(input.fields(input.passed(Set.of()))).notNull();
    }

    private static Columns columns(CallContext context) {
        InputTable input = InputTable.of(NAME, context, INPUT);
        InputTable control = InputTable.of(NAME, context, CONTROL);
        return new Columns(
                column(input, "event_time", LogicalTypeFamily.TIMESTAMP, "input"),
                column(control, "kind", LogicalTypeFamily.CHARACTER_STRING, "control"),
                column(control, "scenario", LogicalTypeFamily.CHARACTER_STRING, "control"),
                column(control, "until", LogicalTypeFamily.TIMESTAMP, "control"),
                input.passed(Set.of()));
    }

    private static int column(InputTable table, String name, LogicalTypeFamily family, String argument) {
        int column = table.column(name, argument);
        LogicalType type = table.type(column);
        if (!type.is(family)) {
            throw new ValidationException(
                    NAME + ": " + argument + ": column '" + name + "' must be a " + family + ", not " + type.asSummaryString());
        }
        return column;
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        CallContext call = context.getCallContext();
        if (!call.isArgumentLiteral(SPEC) || call.isArgumentNull(SPEC)) {
            throw call.newValidationError("%s: spec must be a string literal", NAME);
        }
        Specification specification = new Specification(NAME, call.getArgumentValue(SPEC, String.class).orElseThrow());
        String name = specification.text("scenario", "");
        if (name.isEmpty()) {
            throw specification.fault("'scenario' must be given");
        }
        List<DataType> internal = new ArrayList<>();
        for (DataType type : call.getArgumentDataTypes()) {
            internal.add(DataTypeUtils.toInternalDataType(type));
        }
        return new Alert(columns(call), name, internal, DataTypeUtils.toInternalDataType(output(call)));
    }

    @Override
    public void open(FunctionContext context) {
        snooze = StringData.fromString("snooze");
        unsnooze = StringData.fromString("unsnooze");
        scenarioText = StringData.fromString(scenario);
        passed = ProjectedRowData.from(columns.passed);
        snoozed = context.getMetricGroup().counter("snoozed");
    }

    /** Called by Flink for each row of either table; the other one is null. */
    public void eval(Context context, MapView<Long, Piece> pieces, RowData input, RowData control, StringData spec)
            throws Exception {
        if (control != null) {
            change(pieces, control);
            return;
        }
        Snooze current = (Snooze) pieces.get(SNOOZE);
        if (current != null && eventTime(input) < current.until) {
            snoozed.inc();
            return;
        }
        collect(passed.replaceRow(input));
    }

    private long eventTime(RowData input) {
        return input.getTimestamp(columns.eventTime, MILLISECONDS).getMillisecond();
    }

    private void change(MapView<Long, Piece> pieces, RowData control) throws Exception {
        if (control.isNullAt(columns.kind)
                || control.isNullAt(columns.scenario)
                || !scenarioText.equals(control.getString(columns.scenario))) {
            return;
        }
        StringData kind = control.getString(columns.kind);
        if (kind.equals(snooze) && !control.isNullAt(columns.until)) {
            pieces.put(SNOOZE, new Snooze(control.getTimestamp(columns.until, MILLISECONDS).getMillisecond()));
        } else if (kind.equals(unsnooze)) {
            pieces.remove(SNOOZE);
        }
    }
}
