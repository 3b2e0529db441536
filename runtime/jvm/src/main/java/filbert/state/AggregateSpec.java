package filbert.state;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.utils.LogicalTypeUtils;
import org.apache.flink.table.types.utils.TypeConversions;

/** The aggregates of a node, resolved against the columns of its input. */
final class AggregateSpec implements Serializable {

    /** One bit each in the masks of events. */
    static final int MOST_AGGREGATES = 64;

    private static final long serialVersionUID = 1L;
    private static final int NONE = EventReader.Condition.NONE;
    private static final DataType COUNT = DataTypes.BIGINT().notNull();
    private static final int WIDEST_DECIMAL = 38;
    private static final int SMALLEST_AVERAGE_SCALE = 6;

    private final long window;
    private final long lateness;
    private final long resolution;
    private final String[] names;
    private final Fold[] folds;
    private final EventReader reader;
    private final transient List<DataTypes.Field> fields;

    private AggregateSpec(
            long window,
            long lateness,
            long resolution,
            List<String> names,
            List<Fold> folds,
            EventReader reader,
            List<DataTypes.Field> fields) {
        this.window = window;
        this.lateness = lateness;
        this.resolution = resolution;
        this.names = names.toArray(String[]::new);
        this.folds = folds.toArray(Fold[]::new);
        this.reader = reader;
        this.fields = fields;
    }

    long window() {
        return window;
    }

    long lateness() {
        return lateness;
    }

    long resolution() {
        return resolution;
    }

    Fold[] folds() {
        return folds;
    }

    String name(int ordinal) {
        return names[ordinal];
    }

    EventReader reader() {
        return reader;
    }

    /** The columns of the results. */
    List<DataTypes.Field> fields() {
        return fields;
    }

    static AggregateSpec of(Specification specification, InputTable input) {
        return new Resolution(specification, input).resolve();
    }

    /** Resolves names, types and functions. */
    private static final class Resolution {

        private final Specification specification;
        private final InputTable input;
        private final Map<Integer, Integer> slotOfColumn = new LinkedHashMap<>();
        private final List<ValueCodec> codecs = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<Fold> folds = new ArrayList<>();
        private final List<DataTypes.Field> fields = new ArrayList<>();
        private final Set<String> taken = new HashSet<>();

        Resolution(Specification specification, InputTable input) {
            this.specification = specification;
            this.input = input;
        }

        AggregateSpec resolve() {
            List<JsonNode> aggregates = specification.objects("aggregates");
            if (aggregates.isEmpty() || aggregates.size() > MOST_AGGREGATES) {
                throw specification.fault("'aggregates' must hold 1 to " + MOST_AGGREGATES + " aggregates");
            }
            EventReader.Condition[] conditions = new EventReader.Condition[aggregates.size()];
            for (int ordinal = 0; ordinal < conditions.length; ordinal++) {
                conditions[ordinal] = resolve(aggregates.get(ordinal), ordinal);
            }
            int[] slotColumns = slotOfColumn.keySet().stream().mapToInt(Integer::intValue).toArray();
            EventReader reader = new EventReader(slotColumns, codecs.toArray(ValueCodec[]::new), conditions);
            return new AggregateSpec(
                    specification.positiveMilliseconds("window"),
                    specification.milliseconds("lateness", 0),
                    specification.milliseconds("resolution", 0),
                    names,
                    folds,
                    reader,
                    fields);
        }

        private EventReader.Condition resolve(JsonNode aggregate, int ordinal) {
            String name = aggregate.path("name").asText("");
            String function = aggregate.path("function").asText("");
            String title = "aggregate '" + name + "'";
            if (name.isEmpty() || !taken.add(name)) {
                throw specification.fault("every aggregate needs a name of its own, not '" + name + "'");
            }
            names.add(name);
            int where = flag(aggregate, "where", title);
            if (function.equals("count_if")) {
                add(name, new CountFold(ordinal), COUNT);
                return new EventReader.Condition(NONE, where, flag(aggregate, "value", title));
            }
            if (!aggregate.hasNonNull("value")) {
                if (!function.equals("count")) {
                    throw specification.fault(title + ": " + function + " needs a value");
                }
                add(name, new CountFold(ordinal), COUNT);
                return new EventReader.Condition(NONE, where, NONE);
            }
            int column = input.column(aggregate.get("value").asText(), title);
            if (function.equals("count")) {
                add(name, new CountFold(ordinal), COUNT);
            } else {
                addWithValue(name, ordinal, function, column, title);
            }
            return new EventReader.Condition(column, where, NONE);
        }

        private void addWithValue(String name, int ordinal, String function, int column, String title) {
            LogicalType type = input.type(column);
            int slot = slot(column, title, function);
            switch (function) {
                case "count_distinct" -> add(name, new DistinctFold(ordinal, slot), COUNT);
                case "sum" -> addSum(name, ordinal, slot, type, title);
                case "avg" -> addAverage(name, ordinal, slot, type, title);
                case "min" -> addExtreme(name, ordinal, slot, type, title, ValueFold.Choice.MINIMUM);
                case "max" -> addExtreme(name, ordinal, slot, type, title, ValueFold.Choice.MAXIMUM);
                case "first" -> addValue(name, ordinal, slot, type, ValueFold.Choice.FIRST);
                case "last" -> addValue(name, ordinal, slot, type, ValueFold.Choice.LAST);
                default -> throw specification.fault(title + ": there is no function '" + function + "'");
            }
        }

        private void add(String name, Fold fold, DataType type) {
            folds.add(fold);
            fields.add(DataTypes.FIELD(name, type));
        }

        private int flag(JsonNode aggregate, String part, String title) {
            if (!aggregate.hasNonNull(part)) {
                if (part.equals("where")) {
                    return NONE;
                }
                throw specification.fault(title + ": count_if needs a value");
            }
            String name = aggregate.get(part).asText();
            int column = input.column(name, title);
            if (!input.type(column).is(LogicalTypeRoot.BOOLEAN)) {
                throw specification.fault(
                        title + ": column '" + name + "' must be BOOLEAN, not " + input.type(column).asSummaryString());
            }
            return column;
        }

        private int slot(int column, String title, String function) {
            ValueCodec codec = ValueCodec.of(input.type(column));
            if (codec == null) {
                throw refusal(title, function, input.type(column));
            }
            return slotOfColumn.computeIfAbsent(
                    column,
                    any -> {
                        codecs.add(codec);
                        return codecs.size() - 1;
                    });
        }

        private ValidationException refusal(String title, String function, LogicalType type) {
            return specification.fault(title + ": " + function + " does not take " + type.asSummaryString());
        }

        private void addSum(String name, int ordinal, int slot, LogicalType type, String title) {
            if (type.is(LogicalTypeRoot.DOUBLE)) {
                add(name, new RealFold(ordinal, slot, false), DataTypes.DOUBLE());
            } else if (type instanceof DecimalType decimal) {
                int scale = decimal.getScale();
                addDecimal(name, ordinal, slot, scale, total -> decimal(unscaled(total), scale));
            } else if (isWhole(type)) {
                Result result = total -> total.isLong() ? total.low : ResultFault.E_OVERFLOW;
                add(name, new WholeFold(ordinal, slot, result), DataTypes.BIGINT());
            } else {
                throw refusal(title, "sum", type);
            }
        }

        private void addAverage(String name, int ordinal, int slot, LogicalType type, String title) {
            if (type.is(LogicalTypeRoot.DOUBLE)) {
                add(name, new RealFold(ordinal, slot, true), DataTypes.DOUBLE());
            } else if (type instanceof DecimalType decimal) {
                int scale = decimal.getScale();
                int wider = Math.max(SMALLEST_AVERAGE_SCALE, scale);
                addDecimal(name, ordinal, slot, wider, total -> decimalAverage(total, scale, wider));
            } else if (isWhole(type)) {
                add(name, new WholeFold(ordinal, slot, AggregateSpec::average), DataTypes.DOUBLE());
            } else {
                throw refusal(title, "avg", type);
            }
        }

        private void addDecimal(String name, int ordinal, int slot, int scale, Result result) {
            Fold fold =
                    codecs.get(slot).kind == SlotKind.LONG
                            ? new WholeFold(ordinal, slot, result)
                            : new WideFold(ordinal, slot, result);
            add(name, fold, DataTypes.DECIMAL(WIDEST_DECIMAL, scale));
        }

        private void addExtreme(
                String name, int ordinal, int slot, LogicalType type, String title, ValueFold.Choice choice) {
            if (codecs.get(slot) instanceof NestedCodec) {
                throw refusal(title, choice == ValueFold.Choice.MINIMUM ? "min" : "max", type);
            }
            addValue(name, ordinal, slot, type, choice);
        }

        private void addValue(String name, int ordinal, int slot, LogicalType type, ValueFold.Choice choice) {
            LogicalType result = LogicalTypeUtils.removeTimeAttributes(type).copy(true);
            Fold fold = new ValueFold(ordinal, slot, codecs.get(slot), choice);
            add(name, fold, TypeConversions.fromLogicalToDataType(result));
        }

        private static boolean isWhole(LogicalType type) {
            return type.isAnyOf(
                    LogicalTypeRoot.TINYINT,
                    LogicalTypeRoot.SMALLINT,
                    LogicalTypeRoot.INTEGER,
                    LogicalTypeRoot.BIGINT);
        }
    }

    private static BigInteger unscaled(Accumulator total) {
        return total.big != null ? total.big : total.whole();
    }

    private static Object decimal(BigInteger unscaled, int scale) {
        DecimalData value = DecimalData.fromBigDecimal(new BigDecimal(unscaled, scale), WIDEST_DECIMAL, scale);
        return value == null ? ResultFault.E_OVERFLOW : value;
    }

    private static Object decimalAverage(Accumulator total, int scale, int wider) {
        BigDecimal sum = new BigDecimal(unscaled(total), scale);
        BigDecimal average = sum.divide(BigDecimal.valueOf(total.count), wider, RoundingMode.HALF_UP);
        DecimalData value = DecimalData.fromBigDecimal(average, WIDEST_DECIMAL, wider);
        return value == null ? ResultFault.E_OVERFLOW : value;
    }

    /** The average of whole numbers: exact, rounded once. */
    private static Object average(Accumulator total) {
        long exactDoubles = 1L << 53;
        if (total.isLong() && Math.abs(total.low) <= exactDoubles && total.low != Long.MIN_VALUE) {
            return (double) total.low / total.count;
        }
        return Rounding.quotient(total.whole(), BigInteger.valueOf(total.count));
    }
}
