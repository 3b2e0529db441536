package filbert.decision;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/** Bounds of one input in ascending order, which cut its values into regions. */
abstract class Bounds {

    private static final int MILLISECONDS = 3;

    private final int size;

    private Bounds(int size) {
        this.size = size;
    }

    final int size() {
        return size;
    }

    /** How many bounds are at or below the value of a column that is not NULL. */
    abstract int region(RowData row, int column);

    /** How many bounds come before the first that is above. */
    final int search(IntPredicate isAbove) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isAbove.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    static Bounds of(LogicalType type, JsonNode values) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN, INTEGER, BIGINT, DATE, TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> new Whole(
                    type, values);
            case DOUBLE -> new Real(values);
            case DECIMAL -> new Exact((DecimalType) type, values);
            case CHAR, VARCHAR -> new Text(values);
            default -> throw new ValidationException("FILBERT_DECIDE: no input may be " + type.asSummaryString());
        };
    }

    private static final class Whole extends Bounds {
        private final LogicalType type;
        private final long[] bounds;

        Whole(LogicalType type, JsonNode values) {
            super(values.size());
            this.type = type;
            bounds = new long[values.size()];
            Arrays.setAll(bounds, i -> values.get(i).longValue());
        }

        @Override
        int region(RowData row, int column) {
            long value = value(row, column);
            return search(i -> bounds[i] > value);
        }

        private long value(RowData row, int column) {
            return switch (type.getTypeRoot()) {
                case BOOLEAN -> row.getBoolean(column) ? 1 : 0;
                case INTEGER, DATE -> row.getInt(column);
                case BIGINT -> row.getLong(column);
                default -> row.getTimestamp(column, MILLISECONDS).getMillisecond();
            };
        }
    }

    private static final class Real extends Bounds {
        private final double[] bounds;

        Real(JsonNode values) {
            super(values.size());
            bounds = new double[values.size()];
            Arrays.setAll(bounds, i -> values.get(i).doubleValue());
        }

        @Override
        int region(RowData row, int column) {
            double value = row.getDouble(column);
            return search(i -> bounds[i] > value);
        }
    }

    private static final class Exact extends Bounds {
        private final DecimalType type;
        private final BigDecimal[] bounds;

        Exact(DecimalType type, JsonNode values) {
            super(values.size());
            this.type = type;
            bounds = new BigDecimal[values.size()];
            Arrays.setAll(bounds, i -> new BigDecimal(values.get(i).asText()));
        }

        @Override
        int region(RowData row, int column) {
            BigDecimal value = row.getDecimal(column, type.getPrecision(), type.getScale()).toBigDecimal();
            return search(i -> bounds[i].compareTo(value) > 0);
        }
    }

    /** Texts in the order of their code points, which is that of their UTF-8 bytes. */
    private static final class Text extends Bounds {
        private final byte[][] bounds;

        Text(JsonNode values) {
            super(values.size());
            bounds = new byte[values.size()][];
            Arrays.setAll(bounds, i -> values.get(i).asText().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        int region(RowData row, int column) {
            byte[] value = row.getString(column).toBytes();
            return search(i -> Arrays.compareUnsigned(bounds[i], value) > 0);
        }
    }
}
