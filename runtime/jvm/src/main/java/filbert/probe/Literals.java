package filbert.probe;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.SpecializedFunction.SpecializedContext;
import org.apache.flink.table.types.inference.CallContext;

/** Arguments that must be known when a statement is planned. */
final class Literals {
    private Literals() {}

    static String text(SpecializedContext context, int position, String function, String argument) {
        CallContext call = context.getCallContext();
        if (!call.isArgumentLiteral(position) || call.isArgumentNull(position)) {
            throw new ValidationException(function + ": " + argument + " must be a string literal");
        }
        return call.getArgumentValue(position, String.class).orElseThrow();
    }
}
