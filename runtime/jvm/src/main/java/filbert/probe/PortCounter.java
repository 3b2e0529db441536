package filbert.probe;

import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;

/**
 * {@code FILBERT_COUNT('node', 'port', pass)}: counts the rows that leave a node by a port, as {@code out} under
 * {@code filbert_node=<node>, filbert_port=<port>}, and gives back whether they do.
 */
public class PortCounter extends ScalarFunction implements SpecializedFunction {
    private static final long serialVersionUID = 1L;

    private final String node;
    private final String port;

    private transient SimpleCounter out;

    /** The function as it is registered, before node and port are known. */
    public PortCounter() {
        this(null, null);
    }

    private PortCounter(String node, String port) {
        this.node = node;
        this.port = port;
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new PortCounter(
                Literals.text(context, 0, "FILBERT_COUNT", "node"), Literals.text(context, 1, "FILBERT_COUNT", "port"));
    }

    @Override
    public void open(FunctionContext context) {
        out = context.getMetricGroup()
                .addGroup("filbert_node", node)
                .addGroup("filbert_port", port)
                .counter("out", new SimpleCounter());
    }

    /** Counts one row if it passes. */
    public boolean eval(
            @DataTypeHint(value = "STRING", bridgedTo = StringData.class) StringData nodeLiteral,
            @DataTypeHint(value = "STRING", bridgedTo = StringData.class) StringData portLiteral,
            Boolean pass) {
        if (pass == null || !pass) {
            return false;
        }
        out.inc();
        return true;
    }

    /** A count is an effect: the planner must neither fold, merge nor repeat it. */
    @Override
    public boolean isDeterministic() {
        return false;
    }
}
