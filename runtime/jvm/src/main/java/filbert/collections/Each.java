package filbert.collections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * {@code FILBERT_EACH('ANY', 'BOOLEAN', '<body>', list, captured…)}: an expression for the elements of a list; the
 * second argument is the type of the {@linkplain Body body}.
 *
 * <ul>
 *   <li>ANY, ALL: whether the body is true for one, or for every element, in three-valued logic.
 *   <li>FILTER: the elements for which it is true.
 *   <li>TRANSFORM: its values.
 *   <li>SORT, SORT DESC: the elements in the order of its values; NULL comes last, equals stay in their order.
 * </ul>
 *
 * <p>A list of more than {@link #MOST_ELEMENTS} gives NULL; the guard of the expression says so.
 */
public class Each extends ScalarFunction implements SpecializedFunction {
    private static final long serialVersionUID = 1L;

    /** As many elements as a comprehension goes through; the expression language has the same limit. */
    static final int MOST_ELEMENTS = 1_000;

    private static final int LIST = 3;

    private final String kind;
    private final LogicalType valueType;
    private final Body body;

    private transient Comparator<Object> order;

    /** The function as it is registered. */
    public Each() {
        this(null, null, null);
    }

    private Each(String kind, LogicalType valueType, Body body) {
        this.kind = kind;
        this.valueType = valueType;
        this.body = body;
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory factory) {
        return Arguments.inference(LIST + 1, Each::result);
    }

    private static DataType result(CallContext call) {
        switch (Arguments.text(call, 0)) {
            case "ANY":
            case "ALL":
                return DataTypes.BOOLEAN();
            case "TRANSFORM":
                return Arguments.internal(new ArrayType(valueType(call)));
            default:
                return Arguments.internal(call.getArgumentDataTypes().get(LIST).getLogicalType());
        }
    }

    private static LogicalType valueType(CallContext call) {
        return call.getDataTypeFactory().createLogicalType(Arguments.text(call, 1));
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        CallContext call = context.getCallContext();
        Body body = new Body(context, Arguments.text(call, 2), Arguments.text(call, 1), LIST);
        return new Each(Arguments.text(call, 0), valueType(call), body);
    }

    @Override
    public void open(FunctionContext context) {
        body.open();
        if (kind.startsWith("SORT")) {
            order = Values.order(valueType, kind.endsWith("DESC"));
        }
    }

    @Override
    public void close() {
        body.close();
    }

    /** Calculates the whole. */
    public Object eval(Object... arguments) {
        ArrayData list = (ArrayData) arguments[LIST];
        if (list == null || list.size() > MOST_ELEMENTS) {
            return null;
        }
        body.capture(arguments, LIST);
        switch (kind) {
            case "ANY":
                return decide(list, true);
            case "ALL":
                return decide(list, false);
            case "FILTER":
                return filter(list);
            case "TRANSFORM":
                return transform(list);
            default:
                return sort(list);
        }
    }

    private Boolean decide(ArrayData list, Boolean deciding) {
        boolean unknown = false;
        for (int position = 0; position < list.size(); position++) {
            Object value = body.value(body.element(list, position));
            if (deciding.equals(value)) {
                return deciding;
            }
            unknown |= value == null;
        }
        return unknown ? null : !deciding;
    }

    private ArrayData filter(ArrayData list) {
        List<Object> passed = new ArrayList<>();
        for (int position = 0; position < list.size(); position++) {
            Object item = body.element(list, position);
            if (Boolean.TRUE.equals(body.value(item))) {
                passed.add(item);
            }
        }
        return new GenericArrayData(passed.toArray());
    }

    private ArrayData transform(ArrayData list) {
        return new GenericArrayData(values(list));
    }

    private Object[] values(ArrayData list) {
        Object[] values = new Object[list.size()];
        for (int position = 0; position < values.length; position++) {
            values[position] = body.value(body.element(list, position));
        }
        return values;
    }

    private ArrayData sort(ArrayData list) {
        Object[] values = values(list);
        Integer[] positions = new Integer[values.length];
        Arrays.setAll(positions, Integer::valueOf);
        Arrays.sort(positions, (left, right) -> order.compare(values[left], values[right]));
        return new GenericArrayData(
                Arrays.stream(positions).map(position -> body.element(list, position)).toArray());
    }
}
