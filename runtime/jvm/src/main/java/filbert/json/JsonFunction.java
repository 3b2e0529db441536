package filbert.json;

import java.util.Optional;
import java.util.function.Function;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.InputTypeStrategies;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.utils.DataTypeUtils;
import org.apache.flink.table.types.utils.TypeConversions;

/** A function of a text, a path and a type, the last two of which are literals. */
abstract class JsonFunction extends ScalarFunction implements SpecializedFunction {
    private static final long serialVersionUID = 1L;
    private static final DataType TEXT = DataTypeUtils.toInternalDataType(DataTypes.STRING());

    private final String path;
    private final LogicalType type;

    private transient PathReader reader;
    private transient Function<Object, Object> conversion;

    JsonFunction(CallContext call) {
        path = call == null ? null : literal(call, 1);
        type = call == null ? null : type(call);
    }

    static LogicalType type(CallContext call) {
        return call.getDataTypeFactory().createLogicalType(literal(call, 2));
    }

    private static String literal(CallContext call, int position) {
        return call.getArgumentValue(position, String.class)
                .orElseThrow(() -> new ValidationException(
                        call.getName() + ": argument " + (position + 1) + " must be a string literal"));
    }

    /** The type of the result. */
    abstract DataType result(CallContext call);

    static DataType internal(LogicalType type) {
        return DataTypeUtils.toInternalDataType(TypeConversions.fromLogicalToDataType(type.copy(true)));
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory factory) {
        return TypeInference.newBuilder()
                .inputTypeStrategy(InputTypeStrategies.explicitSequence(TEXT, TEXT, TEXT))
                .outputTypeStrategy(call -> Optional.of(result(call)))
                .build();
    }

    @Override
    public void open(FunctionContext context) {
        reader = new PathReader(path);
        conversion = Conversion.to(type);
    }

    /**
     * What is at the path, of the type; null where there is nothing.
     *
     * @throws Fault if the text is no JSON
     * @throws Conversion.Misfit if the value is not of the type
     */
    Object find(StringData text) {
        Object found = reader.read(text.toBytes());
        return found == PathReader.MISSING ? null : conversion.apply(found);
    }
}
