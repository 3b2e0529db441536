package filbert.json;

import java.util.List;
import java.util.Optional;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
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
import org.apache.flink.table.types.inference.TypeStrategies;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.utils.DataTypeUtils;

/**
 * {@code FILBERT_RECORD(max_bytes, row)}: the row as JSON, {@code ROW<value BYTES, size INT>}; the value is NULL
 * when it has more bytes than allowed, so that a sink never meets a record that the broker refuses.
 *
 * <p>The names are those of the row's fields: {@code CAST(ROW(a, b) AS ROW<`sender` STRING, `fee` DOUBLE>)}. Rows
 * come in Flink's own form and are never converted. What is written how: {@link ValueWriter}.
 */
public class Record extends ScalarFunction implements SpecializedFunction {
    private static final long serialVersionUID = 1L;

    private static final DataType OUTPUT =
            DataTypes.ROW(DataTypes.FIELD("value", DataTypes.BYTES()), DataTypes.FIELD("size", DataTypes.INT()));

    /** The row's type, null before specialisation. */
    private final LogicalType row;

    private transient ValueWriter writer;
    private transient JsonOutput output;

    /** The function as it is registered, for rows of any type. */
    public Record() {
        this(null);
    }

    private Record(LogicalType row) {
        this.row = row;
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory factory) {
        return TypeInference.newBuilder()
                .inputTypeStrategy(new AnyRow())
                .outputTypeStrategy(TypeStrategies.explicit(DataTypeUtils.toInternalDataType(OUTPUT)))
                .build();
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new Record(context.getCallContext().getArgumentDataTypes().get(1).getLogicalType());
    }

    @Override
    public void open(FunctionContext context) {
        writer = ValueWriter.of(row);
        output = new JsonOutput();
    }

    /** Writes one record. */
    public RowData eval(Integer maxBytes, RowData value) {
        if (value == null) {
            return null;
        }
        output.clear();
        writer.write(value, output);
        boolean fits = maxBytes == null || output.length() <= maxBytes;
        return GenericRowData.of(fits ? output.toBytes() : null, output.length());
    }

    /**
     * Not that it were: but the planner merges a projection of {@code record.value, record.size} with the one that
     * calls the function, and would then call it once for each.
     */
    @Override
    public boolean isDeterministic() {
        return false;
    }

    /** One INT and one row of whatever fields, in Flink's own form. */
    private static final class AnyRow implements InputTypeStrategy {
        @Override
        public ArgumentCount getArgumentCount() {
            return ConstantArgumentCount.of(2);
        }

        @Override
        public Optional<List<DataType>> inferInputTypes(CallContext call, boolean throwOnFailure) {
            DataType row = call.getArgumentDataTypes().get(1);
            if (!row.getLogicalType().is(LogicalTypeRoot.ROW)) {
                if (throwOnFailure) {
                    throw new ValidationException("FILBERT_RECORD: the second argument is "
                            + row.getLogicalType().asSummaryString() + ", not a ROW.");
                }
                return Optional.empty();
            }
            ValueWriter.of(row.getLogicalType());
            return Optional.of(List.of(DataTypes.INT(), DataTypeUtils.toInternalDataType(row)));
        }

        @Override
        public List<Signature> getExpectedSignatures(FunctionDefinition definition) {
            return List.of(Signature.of(
                    Signature.Argument.of("max_bytes", "INT"), Signature.Argument.of("row", "ROW<…>")));
        }
    }
}
