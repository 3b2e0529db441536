package filbert.collections;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.SpecializedFunction.ExpressionEvaluator;
import org.apache.flink.table.functions.SpecializedFunction.SpecializedContext;
import org.apache.flink.table.runtime.typeutils.InternalSerializers;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * The SQL of a comprehension's body, compiled by Flink itself, so that it means what it would mean outside.
 *
 * <p>In it {@code item} is the element and {@code c0}, {@code c1}, … are the captured values. It must not throw.
 */
final class Body implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ExpressionEvaluator evaluator;
    private final LogicalType element;
    private final LogicalType result;

    private transient ArrayData.ElementGetter elements;
    private transient MethodHandle handle;
    private transient Object[] arguments;
    private transient RowData.FieldGetter field;
    private transient TypeSerializer<Object> copier;

    /**
     * Prepares a body.
     *
     * @param type the SQL type of what is calculated
     * @param list the position of the list among the call's arguments; what follows it is captured
     */
    Body(SpecializedContext context, String sql, String type, int list) {
        List<DataType> types = context.getCallContext().getArgumentDataTypes();
        element = ((ArrayType) types.get(list).getLogicalType()).getElementType();
        result = context.getCallContext().getDataTypeFactory().createLogicalType(type);
        List<DataTypes.Field> fields = new ArrayList<>();
        fields.add(DataTypes.FIELD("item", Arguments.internal(element)));
        for (int captured = list + 1; captured < types.size(); captured++) {
            LogicalType capturedType = types.get(captured).getLogicalType();
            fields.add(DataTypes.FIELD("c" + (captured - list - 1), Arguments.internal(capturedType)));
        }
        // Within a row, since a text alone is given back as another class than its type says.
        evaluator = context.createEvaluator(
                "ROW(CAST(" + sql + " AS " + type + "))",
                DataTypes.ROW(DataTypes.FIELD("value", Arguments.internal(result))).bridgedTo(RowData.class),
                fields.toArray(DataTypes.Field[]::new));
    }

    void open() {
        elements = ArrayData.createElementGetter(element);
        // Inside another body the context's class loader is that body's own. Flink looks there first for the class that
        // it makes here, and takes the other one where both happen to have one name.
        MethodHandle compiled = evaluator.open(new FunctionContext(null, Body.class.getClassLoader(), null));
        arguments = new Object[compiled.type().parameterCount()];
        handle = compiled.asType(compiled.type().generic()).asSpreader(Object[].class, arguments.length);
        field = RowData.createFieldGetter(result, 0);
        copier = InternalSerializers.create(result);
    }

    void close() {
        evaluator.close();
    }

    /** Sets the captured values: what follows the list among the arguments of the call. */
    void capture(Object[] call, int list) {
        System.arraycopy(call, list + 1, arguments, 1, arguments.length - 1);
    }

    Object element(ArrayData list, int position) {
        return elements.getElementOrNull(list, position);
    }

    /** The body's value for an element, which the next one does not overwrite. */
    Object value(Object item) {
        arguments[0] = item;
        Object value;
        try {
            value = field.getFieldOrNull((RowData) (Object) handle.invokeExact(arguments));
        } catch (RuntimeException | Error fault) {
            throw fault;
        } catch (Throwable fault) {
            throw new FlinkRuntimeException(fault);
        }
        return value == null ? null : copier.copy(value);
    }
}
