package filbert.state;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.DataTypeUtils;

/** What a call of an {@link EventFunction} fixes before any event: columns, types, order. */
final class EventCall implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int TABLE = 0;
    private static final int SPEC = 1;
    private static final String ERROR = "$error";

    /** Columns that put events of equal time in order, where the input has them. */
    private static final List<String> TIES = List.of("$stream", "$partition", "$offset");

    final int timeColumn;
    final int[] passedColumns;
    final RowType passedType;
    final int[] tieColumns;
    final boolean inEventTime;
    final transient InputTable input;
    final transient Specification specification;
    private final transient List<DataTypes.Field> passedFields;

    private EventCall(InputTable input, Specification specification, int timeColumn) {
        this.input = input;
        this.specification = specification;
        this.timeColumn = timeColumn;
        passedColumns = input.passed(Set.of(input.name(timeColumn), ERROR));
        passedFields = input.fields(passedColumns);
        passedType = (RowType) DataTypeUtils.toInternalDataType(DataTypes.ROW(passedFields)).getLogicalType();
        inEventTime = inEventTime(specification);
        tieColumns = ties(input);
    }

    static int[] ties(InputTable table) {
        return TIES.stream().mapToInt(table::columnIfPresent).toArray();
    }

    static EventCall of(String function, CallContext call) {
        return of(function, call, SPEC);
    }

    /** A call whose specification is another argument than usual, for there are more tables. */
    static EventCall of(String function, CallContext call, int spec) {
        InputTable input = InputTable.of(function, call, TABLE);
        if (!call.isArgumentLiteral(spec) || call.isArgumentNull(spec)) {
            throw call.newValidationError("%s: spec must be a string literal", function);
        }
        String json = call.getArgumentValue(spec, String.class).orElseThrow();
        return new EventCall(input, new Specification(function, json), input.timeColumn(call));
    }

    private static boolean inEventTime(Specification specification) {
        String order = specification.text("order", "arrival");
        if (!order.equals("arrival") && !order.equals("event-time")) {
            throw specification.fault("'order' must be arrival or event-time, not '" + order + "'");
        }
        return order.equals("event-time");
    }

    /** The output: passed columns, results, the error text. */
    DataType output(List<DataTypes.Field> results) {
        List<DataTypes.Field> fields = new ArrayList<>(passedFields);
        Set<String> names = passedFields.stream().map(DataTypes.Field::getName).collect(Collectors.toCollection(HashSet::new));
        for (DataTypes.Field result : results) {
            if (!names.add(result.getName())) {
                throw specification.fault("the input already has a column '" + result.getName() + "'");
            }
            fields.add(result);
        }
        fields.add(DataTypes.FIELD(ERROR, DataTypes.STRING()));
        return DataTypes.ROW(fields).notNull();
    }
}
