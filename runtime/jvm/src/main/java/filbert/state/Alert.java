package filbert.state;

import filbert.kafka.TopicReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
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
import org.apache.flink.table.types.inference.StaticArgument;
import org.apache.flink.table.types.inference.StaticArgumentTrait;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.utils.DataTypeUtils;

/**
 * {@code FILBERT_ALERT}: passes the rows of subjects that are not snoozed: {@code F(input => TABLE a PARTITION BY
 * subject, control => TABLE c PARTITION BY subject, spec => '{"scenario": …, "node": …, "servers": …, "topic": …}', uid
 * => '…')}.
 *
 * <p>A record of the control topic (kind, scenario, subject, until, by) of kind {@code snooze} holds back the scenario's
 * rows of its subject whose event time is before {@code until}; one of kind {@code unsnooze} ends that; of several the
 * latest counts. Neither side waits for the other: no time and no timers are involved, so that an idle or empty control
 * topic holds nothing back.
 *
 * <p>Before the first row passes, the topic is read from its beginning: of two inputs of a job nobody knows which is
 * read first, and a node that is new in a restored job would never see what the source of the topic had read before.
 * So nothing is kept in Flink's state either. What the control table then gives once more is passed over by its offset.
 *
 * <p>Metric, under {@code filbert_node=<node>}: {@code snoozed}, the rows that were held back.
 */
public class Alert extends ProcessTableFunction<RowData> implements SpecializedFunction {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "FILBERT_ALERT";
    private static final int INPUT = 0;
    private static final int CONTROL = 1;
    private static final int SPEC = 2;
    private static final int MILLISECONDS = 3;

    /** Positions of what is read. */
    record Columns(
            int subject,
            int eventTime,
            int kind,
            int scenario,
            int snoozed,
            int until,
            int partition,
            int offset,
            int[] passed)
            implements Serializable {}

    /** Whose alerts these are, and where the control topic is; without a topic there is only the control table. */
    record Place(String scenario, String node, String servers, String topic) implements Serializable {}

    private final Columns columns;
    private final Place place;
    private final transient List<DataType> arguments;
    private final transient DataType output;

    private transient Snoozes snoozes;
    private transient Map<Integer, Long> known;
    private transient ProjectedRowData passed;
    private transient Counter snoozed;

    /** For CREATE FUNCTION. */
    public Alert() {
        this(null, null, null, null);
    }

    Alert(Columns columns, Place place, List<DataType> arguments, DataType output) {
        this.columns = columns;
        this.place = place;
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
                column(input, "subject", LogicalTypeFamily.CHARACTER_STRING, "input"),
                column(input, "event_time", LogicalTypeFamily.TIMESTAMP, "input"),
                column(control, "kind", LogicalTypeFamily.CHARACTER_STRING, "control"),
                column(control, "scenario", LogicalTypeFamily.CHARACTER_STRING, "control"),
                column(control, "subject", LogicalTypeFamily.CHARACTER_STRING, "control"),
                column(control, "until", LogicalTypeFamily.TIMESTAMP, "control"),
                column(control, "partition", LogicalTypeFamily.INTEGER_NUMERIC, "control"),
                column(control, "offset", LogicalTypeFamily.INTEGER_NUMERIC, "control"),
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
        Place given =
                new Place(
                        needed(specification, "scenario"),
                        needed(specification, "node"),
                        specification.text("servers", ""),
                        specification.text("topic", ""));
        List<DataType> internal = new ArrayList<>();
        for (DataType type : call.getArgumentDataTypes()) {
            internal.add(DataTypeUtils.toInternalDataType(type));
        }
        return new Alert(columns(call), given, internal, DataTypeUtils.toInternalDataType(output(call)));
    }

    private static String needed(Specification specification, String name) {
        String value = specification.text(name, "");
        if (value.isEmpty()) {
            throw specification.fault("'" + name + "' must be given");
        }
        return value;
    }

    @Override
    public void open(FunctionContext context) {
        snoozes = new Snoozes(place.scenario);
        known = place.topic.isEmpty() ? Map.of() : TopicReader.readAll(place.servers, place.topic, snoozes::take);
        passed = ProjectedRowData.from(columns.passed);
        snoozed =
                context.getMetricGroup()
                        .addGroup("filbert_node", place.node)
                        .counter("snoozed", new SimpleCounter());
    }

    /** Called by Flink for each row of either table; the other one is null. */
    public void eval(Context context, RowData input, RowData control, StringData spec) {
        if (control != null) {
            change(control);
        } else if (snoozes.holds(input.getString(columns.subject), eventTime(input))) {
            snoozed.inc();
        } else {
            collect(passed.replaceRow(input));
        }
    }

    private long eventTime(RowData input) {
        return input.getTimestamp(columns.eventTime, MILLISECONDS).getMillisecond();
    }

    private void change(RowData control) {
        Long end = known.get(control.getInt(columns.partition));
        if (end != null && control.getLong(columns.offset) < end) {
            return;
        }
        snoozes.take(
                text(control, columns.kind),
                text(control, columns.scenario),
                text(control, columns.snoozed),
                control.isNullAt(columns.until)
                        ? null
                        : control.getTimestamp(columns.until, MILLISECONDS).getMillisecond());
    }

    private static StringData text(RowData row, int column) {
        return row.isNullAt(column) ? null : row.getString(column);
    }
}
