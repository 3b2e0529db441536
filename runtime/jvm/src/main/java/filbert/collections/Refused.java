package filbert.collections;

import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.LogicalType;

/** {@code FILBERT_REFUSED('ARRAY_SUM', array)}: whether {@link Collection} has no value for these arguments. */
public class Refused extends Call {
    private static final long serialVersionUID = 1L;

    /** The function as it is registered. */
    public Refused() {
        this(null);
    }

    private Refused(CallContext context) {
        super(context);
    }

    @Override
    LogicalType result(CallContext context) {
        return new BooleanType();
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new Refused(context.getCallContext());
    }

    /** Calculates whether it is refused. */
    public Object eval(Object... arguments) {
        try {
            calculate(arguments);
            return false;
        } catch (Refusal refusal) {
            return true;
        }
    }
}
