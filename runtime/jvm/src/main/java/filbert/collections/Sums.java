package filbert.collections;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import filbert.state.ExactSum;
import filbert.state.Rounding;

/** Sums and averages of an array, exact before they are rounded; NULL of no values. As the aggregates are. */
final class Sums {
    private static final int PRECISION = 38;
    private static final int LEAST_SCALE = 6;
    private static final int LONG_BITS = 63;

    private Sums() {}

    /** What adds up the elements of a call's array. */
    private interface Fold {
        Object apply(List<Object> values);
    }

    static Operation sum(LogicalType element, Function<Object, List<Object>> elements) {
        if (element.is(LogicalTypeRoot.DOUBLE)) {
            return folded(new DoubleType(), elements, values -> finite(exact(values).value()));
        }
        if (element.is(LogicalTypeRoot.DECIMAL)) {
            int scale = ((DecimalType) element).getScale();
            return folded(new DecimalType(PRECISION, scale), elements, values -> decimal(total(values), scale));
        }
        return folded(new BigIntType(), elements, values -> {
            BigInteger sum = whole(values);
            if (sum.bitLength() > LONG_BITS) {
                throw Refusal.INSTANCE;
            }
            return sum.longValue();
        });
    }

    static Operation average(LogicalType element, Function<Object, List<Object>> elements) {
        if (element.is(LogicalTypeRoot.DOUBLE)) {
            return folded(new DoubleType(), elements, values -> finite(exact(values).average(values.size())));
        }
        if (element.is(LogicalTypeRoot.DECIMAL)) {
            int scale = Math.max(LEAST_SCALE, ((DecimalType) element).getScale());
            return folded(new DecimalType(PRECISION, scale), elements, values -> {
                BigDecimal count = BigDecimal.valueOf(values.size());
                return decimal(total(values).divide(count, scale, RoundingMode.HALF_UP), scale);
            });
        }
        return folded(
                new DoubleType(),
                elements,
                values -> Rounding.quotient(whole(values), BigInteger.valueOf(values.size())) + 0.0);
    }

    private static Operation folded(LogicalType result, Function<Object, List<Object>> elements, Fold fold) {
        return new Operation(result, call -> {
            List<Object> values =
                    elements.apply(call[1]).stream().filter(Objects::nonNull).collect(Collectors.toList());
            return values.isEmpty() ? null : fold.apply(values);
        });
    }

    private static ExactSum exact(List<Object> values) {
        ExactSum sum = new ExactSum();
        values.forEach(value -> sum.add((Double) value));
        return sum;
    }

    private static Double finite(double value) {
        if (!Double.isFinite(value)) {
            throw Refusal.INSTANCE;
        }
        return value;
    }

    private static BigInteger whole(List<Object> values) {
        return values.stream().map(value -> BigInteger.valueOf((Long) value)).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigDecimal total(List<Object> values) {
        return values.stream().map(value -> ((DecimalData) value).toBigDecimal()).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static DecimalData decimal(BigDecimal value, int scale) {
        DecimalData fitted = DecimalData.fromBigDecimal(value, PRECISION, scale);
        if (fitted == null) {
            throw Refusal.INSTANCE;
        }
        return fitted;
    }
}
