package filbert.json;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;

/** {@code FILBERT_JSON_FAULT(text, 'path', 'DOUBLE')}: the code of the error that {@link JsonGet} meets, or NULL. */
public class JsonFault extends JsonFunction {
    private static final long serialVersionUID = 1L;
    private static final StringData NO_JSON = StringData.fromString("E_JSON");
    private static final StringData OTHER_TYPE = StringData.fromString("E_CAST");

    /** The function as it is registered. */
    public JsonFault() {
        this(null);
    }

    private JsonFault(CallContext call) {
        super(call);
    }

    @Override
    DataType result(CallContext call) {
        return internal(DataTypes.STRING().getLogicalType());
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new JsonFault(context.getCallContext());
    }

    /** Reads the value. */
    public Object eval(StringData text, StringData path, StringData type) {
        try {
            if (text != null) {
                find(text);
            }
            return null;
        } catch (Fault fault) {
            return NO_JSON;
        } catch (Conversion.Misfit misfit) {
            return OTHER_TYPE;
        }
    }
}
