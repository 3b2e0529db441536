package filbert.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentCount;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.ConstantArgumentCount;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.Signature;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.DataTypeUtils;

/**
 * {@code FILBERT_DECIDE(ROW(input, …), 'table', …)}: what a decision table says of an event's values.
 *
 * <p>The table is JSON ({@link TableText}). It comes in several literals, to be read as one text, since no constant of a
 * class may be longer than 64 KB. The result is a row of the table's outputs, or for the policy {@code collect} of one
 * array of such rows, with the error text as its last field.
 */
public class Decide extends ScalarFunction implements SpecializedFunction {

    private static final long serialVersionUID = 1L;

    private final String text;
    private final RowType inputs;

    private transient DecisionTable table;
    private transient HitPolicy policy;
    private transient GenericRowData[] answers;
    private transient GenericRowData nothing;

    /** For CREATE FUNCTION. */
    public Decide() {
        this(null, null);
    }

    private Decide(String text, RowType inputs) {
        this.text = text;
        this.inputs = inputs;
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory types) {
        return TypeInference.newBuilder()
                .inputTypeStrategy(new RowAndTexts())
                .outputTypeStrategy(call -> Optional.of(DataTypeUtils.toInternalDataType(output(call))))
                .build();
    }

    private static DataType output(CallContext call) {
        TableText parsed = new TableText(literals(call));
        DataType row = parsed.outputs();
        if (parsed.policy() == HitPolicy.COLLECT) {
            return DataTypes.ROW(
                    DataTypes.FIELD("matches", DataTypes.ARRAY(row)), DataTypes.FIELD("$error", DataTypes.STRING()));
        }
        List<DataTypes.Field> fields = new ArrayList<>();
        for (DataTypes.Field field : DataType.getFields(row)) {
            fields.add(field);
        }
        fields.add(DataTypes.FIELD("$error", DataTypes.STRING()));
        return DataTypes.ROW(fields);
    }

    private static String literals(CallContext call) {
        StringBuilder all = new StringBuilder();
        for (int i = 1; i < call.getArgumentDataTypes().size(); i++) {
            if (!call.isArgumentLiteral(i) || call.isArgumentNull(i)) {
                throw call.newValidationError("FILBERT_DECIDE: the table must be string literals");
            }
            all.append(call.getArgumentValue(i, String.class).orElseThrow());
        }
        return all.toString();
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        CallContext call = context.getCallContext();
        return new Decide(literals(call), (RowType) call.getArgumentDataTypes().get(0).getLogicalType());
    }

    @Override
    public void open(FunctionContext context) {
        TableText parsed = new TableText(text);
        policy = parsed.policy();
        table = parsed.table(inputs);
        answers = parsed.answers(policy == HitPolicy.COLLECT ? 0 : 1);
        nothing = new GenericRowData(DataType.getFieldCount(parsed.outputs()) + 1);
    }

    /** Decides about one event. */
    public RowData eval(RowData input, StringData... tableText) {
        long[] matches = table.matches(input);
        if (policy == HitPolicy.COLLECT) {
            return GenericRowData.of(collected(matches), null);
        }
        int first = DecisionTable.next(matches, 0);
        if (first < 0) {
            return nothing;
        }
        if (policy == HitPolicy.UNIQUE) {
            int second = DecisionTable.next(matches, first + 1);
            if (second >= 0) {
                return ambiguous(first, second);
            }
        }
        return answers[first];
    }

    private GenericArrayData collected(long[] matches) {
        List<Object> rows = new ArrayList<>();
        for (int row = DecisionTable.next(matches, 0); row >= 0; row = DecisionTable.next(matches, row + 1)) {
            rows.add(answers[row]);
        }
        return new GenericArrayData(rows.toArray());
    }

    private GenericRowData ambiguous(int first, int second) {
        GenericRowData row = new GenericRowData(nothing.getArity());
        String message = "rows|E_AMBIGUOUS||rows " + (first + 1) + " and " + (second + 1) + " of the table match";
        row.setField(nothing.getArity() - 1, StringData.fromString(message));
        return row;
    }

    /** Not that it were: but the planner would call it anew for each field that is taken of its result. */
    @Override
    public boolean isDeterministic() {
        return false;
    }

    /** One row of whatever fields, in Flink's own form, and texts. */
    private static final class RowAndTexts implements InputTypeStrategy {
        @Override
        public ArgumentCount getArgumentCount() {
            return ConstantArgumentCount.from(2);
        }

        @Override
        public Optional<List<DataType>> inferInputTypes(CallContext call, boolean throwOnFailure) {
            List<DataType> given = call.getArgumentDataTypes();
            List<DataType> types = new ArrayList<>();
            for (int i = 0; i < given.size(); i++) {
                boolean fits = i == 0
                        ? given.get(i).getLogicalType().is(LogicalTypeRoot.ROW)
                        : given.get(i).getLogicalType().is(LogicalTypeFamily.CHARACTER_STRING);
                if (!fits) {
                    return call.fail(throwOnFailure, "FILBERT_DECIDE: a ROW and string literals are needed");
                }
                types.add(DataTypeUtils.toInternalDataType(given.get(i)));
            }
            return Optional.of(types);
        }

        @Override
        public List<Signature> getExpectedSignatures(FunctionDefinition definition) {
            return List.of(Signature.of(
                    Signature.Argument.of("inputs", "ROW<…>"), Signature.Argument.ofVarying("table", "STRING")));
        }
    }
}
