package filbert.collections;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentCount;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.ConstantArgumentCount;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.Signature;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.utils.DataTypeUtils;
import org.apache.flink.table.types.utils.TypeConversions;

/** Arguments of any types in Flink's own form; the expression language has checked them. */
final class Arguments implements InputTypeStrategy {
    private final int least;

    private Arguments(int least) {
        this.least = least;
    }

    /** The type inference of a function whose result follows from its call. */
    static TypeInference inference(int least, Function<CallContext, DataType> output) {
        return TypeInference.newBuilder()
                .inputTypeStrategy(new Arguments(least))
                .outputTypeStrategy(call -> Optional.of(output.apply(call)))
                .build();
    }

    /** A literal text among the arguments. */
    static String text(CallContext call, int position) {
        return call.getArgumentValue(position, String.class)
                .orElseThrow(() -> new ValidationException(
                        call.getName() + ": argument " + (position + 1) + " must be a string literal"));
    }

    /** A nullable type in Flink's own form, which is never converted. */
    static DataType internal(LogicalType type) {
        return DataTypeUtils.toInternalDataType(TypeConversions.fromLogicalToDataType(type.copy(true)));
    }

    @Override
    public ArgumentCount getArgumentCount() {
        return ConstantArgumentCount.from(least);
    }

    @Override
    public Optional<List<DataType>> inferInputTypes(CallContext call, boolean throwOnFailure) {
        return Optional.of(call.getArgumentDataTypes().stream()
                .map(type -> internal(type.getLogicalType()))
                .collect(Collectors.toList()));
    }

    @Override
    public List<Signature> getExpectedSignatures(FunctionDefinition definition) {
        return List.of(Signature.of(Signature.Argument.ofGroupVarying("any")));
    }
}
