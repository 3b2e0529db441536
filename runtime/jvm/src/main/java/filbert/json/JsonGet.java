package filbert.json;

import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;

/** {@code FILBERT_JSON_GET(text, 'items[1].price', 'DOUBLE')}: what is at a path; NULL where it is at fault. */
public class JsonGet extends JsonFunction {
    private static final long serialVersionUID = 1L;

    /** The function as it is registered. */
    public JsonGet() {
        this(null);
    }

    private JsonGet(CallContext call) {
        super(call);
    }

    @Override
    DataType result(CallContext call) {
        return internal(type(call));
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new JsonGet(context.getCallContext());
    }

    /** Reads the value. */
    public Object eval(StringData text, StringData path, StringData type) {
        try {
            return text == null ? null : find(text);
        } catch (Fault | Conversion.Misfit fault) {
            return null;
        }
    }
}
