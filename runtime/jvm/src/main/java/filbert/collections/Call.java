package filbert.collections;

import java.util.List;
import java.util.stream.Collectors;

import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.logical.LogicalType;

/** A call of an {@link Operation}, which its first argument names, for arguments of any types. */
abstract class Call extends ScalarFunction implements SpecializedFunction {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final List<LogicalType> types;

    private transient Operation operation;

    Call(CallContext context) {
        name = context == null ? null : Arguments.text(context, 0);
        types = context == null ? null : types(context);
    }

    private static List<LogicalType> types(CallContext context) {
        return context.getArgumentDataTypes().stream().map(DataType::getLogicalType).collect(Collectors.toList());
    }

    static Operation operation(CallContext context) {
        return Operation.of(Arguments.text(context, 0), types(context));
    }

    abstract LogicalType result(CallContext context);

    @Override
    public TypeInference getTypeInference(DataTypeFactory factory) {
        return Arguments.inference(2, context -> Arguments.internal(result(context)));
    }

    @Override
    public void open(FunctionContext context) {
        operation = Operation.of(name, types);
    }

    /** The value of the operation, NULL if an argument is. */
    Object calculate(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument == null && !name.equals("ARRAY")) {
                return null;
            }
        }
        return operation.calculate(arguments);
    }
}
