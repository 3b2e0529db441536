package filbert.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.TableSemantics;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.utils.DataTypeUtils;
import org.apache.flink.types.ColumnList;

/** A table argument: its columns, and which of them are passed on beside the key, which Flink passes by itself. */
final class InputTable {

    /** Position of the system argument on_time, counted from the end. */
    private static final int ON_TIME = 2;

    private static final int UNKNOWN = -1;

    private final String function;
    private final List<String> names;
    private final List<DataType> types;
    private final List<Integer> keys;
    private final int knownTimeColumn;

    InputTable(String function, DataType type, int[] keys) {
        this(function, type, keys, UNKNOWN);
    }

    private InputTable(String function, DataType type, int[] keys, int timeColumn) {
        this.function = function;
        knownTimeColumn = timeColumn;
        names = DataType.getFieldNames(type);
        types = DataType.getFieldDataTypes(type);
        this.keys = Arrays.stream(keys).boxed().toList();
    }

    static InputTable of(String function, CallContext call, int argument) {
        TableSemantics semantics = call.getTableSemantics(argument).orElseThrow();
        return new InputTable(
                function, semantics.dataType(), semantics.partitionByColumns(), semantics.timeColumn());
    }

    /** The position of a column by name. */
    int column(String name, String purpose) {
        int position = names.indexOf(name);
        if (position < 0) {
            throw new ValidationException(
                    function + ": " + purpose + ": the input has no column '" + name + "', only " + names);
        }
        return position;
    }

    /** The position of a column by name; -1 if there is none. */
    int columnIfPresent(String name) {
        return names.indexOf(name);
    }

    LogicalType type(int column) {
        return types.get(column).getLogicalType();
    }

    /** The position of the column that on_time names; while types are inferred only the argument tells it. */
    int timeColumn(CallContext call) {
        if (knownTimeColumn != UNKNOWN) {
            return knownTimeColumn;
        }
        int argument = call.getArgumentDataTypes().size() - ON_TIME;
        ColumnList columns =
                call.getArgumentValue(argument, ColumnList.class)
                        .filter(list -> list.getNames().size() == 1)
                        .orElseThrow(
                                () -> new ValidationException(
                                        function + ": on_time => DESCRIPTOR(one time column) is needed"));
        return column(columns.getNames().get(0), "on_time");
    }

    /** The columns that are neither key nor among the given names. */
    int[] passed(Set<String> without) {
        List<Integer> passed = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!keys.contains(i) && !without.contains(names.get(i))) {
                passed.add(i);
            }
        }
        return passed.stream().mapToInt(Integer::intValue).toArray();
    }

    String name(int column) {
        return names.get(column);
    }

    /** Fields of the given columns; time attributes become plain timestamps. */
    List<DataTypes.Field> fields(int[] columns) {
        return Arrays.stream(columns)
                .mapToObj(i -> DataTypes.FIELD(names.get(i), DataTypeUtils.removeTimeAttribute(types.get(i))))
                .collect(Collectors.toList());
    }
}
