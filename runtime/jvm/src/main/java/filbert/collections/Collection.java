package filbert.collections;

import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.logical.LogicalType;

/** {@code FILBERT_COLLECTION('ARRAY_SORT', array, FALSE)}: an {@link Operation}; NULL where it is refused. */
public class Collection extends Call {
    private static final long serialVersionUID = 1L;

    /** The function as it is registered. */
    public Collection() {
        this(null);
    }

    private Collection(CallContext context) {
        super(context);
    }

    @Override
    LogicalType result(CallContext context) {
        return operation(context).result;
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new Collection(context.getCallContext());
    }

    /** Calculates a value. */
    public Object eval(Object... arguments) {
        try {
            return calculate(arguments);
        } catch (Refusal refusal) {
            return null;
        }
    }
}
