package filbert.collections;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code FILBERT_EACH_ERROR('ANY', '<body>', '<error>', list, captured…)}: the first error of a comprehension's
 * {@linkplain Body body}, in the order of the elements; NULL if there is none.
 *
 * <p>The error is SQL that gives a text, or NULL where all is well. ANY ends where the body is true and ALL where it
 * is false: what follows is not calculated, so its errors do not count.
 */
public class EachError extends ScalarFunction implements SpecializedFunction {
    private static final long serialVersionUID = 1L;

    private static final int LIST = 3;

    private final Boolean deciding;
    private final Body body;
    private final Body error;

    /** The function as it is registered. */
    public EachError() {
        this(null, null, null);
    }

    private EachError(Boolean deciding, Body body, Body error) {
        this.deciding = deciding;
        this.body = body;
        this.error = error;
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory factory) {
        return Arguments.inference(LIST + 1, call -> Arguments.internal(DataTypes.STRING().getLogicalType()));
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        CallContext call = context.getCallContext();
        String kind = Arguments.text(call, 0);
        Body error = new Body(context, Arguments.text(call, 2), "STRING", LIST);
        if (!kind.equals("ANY") && !kind.equals("ALL")) {
            return new EachError(null, null, error);
        }
        Body body = new Body(context, Arguments.text(call, 1), "BOOLEAN", LIST);
        return new EachError(kind.equals("ANY"), body, error);
    }

    @Override
    public void open(FunctionContext context) {
        error.open();
        if (body != null) {
            body.open();
        }
    }

    @Override
    public void close() {
        error.close();
        if (body != null) {
            body.close();
        }
    }

    /** Looks for the first error. */
    public Object eval(Object... arguments) {
        ArrayData list = (ArrayData) arguments[LIST];
        if (list == null || list.size() > Each.MOST_ELEMENTS) {
            return null;
        }
        error.capture(arguments, LIST);
        if (body != null) {
            body.capture(arguments, LIST);
        }
        for (int position = 0; position < list.size(); position++) {
            Object item = error.element(list, position);
            Object found = error.value(item);
            if (found != null) {
                return found;
            }
            if (body != null && deciding.equals(body.value(item))) {
                return null;
            }
        }
        return null;
    }
}
