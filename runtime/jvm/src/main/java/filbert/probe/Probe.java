package filbert.probe;

import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;

/**
 * {@code FILBERT_PROBE('node', pass, error)}: counts what comes to a node ({@code in}), goes on ({@code out})
 * and fails ({@code errors}), and is true for what goes on.
 *
 * <p>The node is a literal and becomes part of the function at planning time, so an event costs two additions
 * and looks nothing up. The counters show under {@code filbert_node=<node>}.
 */
public class Probe extends ScalarFunction implements SpecializedFunction {
    private static final long serialVersionUID = 1L;

    private final String node;

    private transient SimpleCounter in;
    private transient SimpleCounter out;
    private transient SimpleCounter errors;

    /** The function as it is registered, before a node is known. */
    public Probe() {
        this(null);
    }

    private Probe(String node) {
        this.node = node;
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new Probe(Literals.text(context, 0, "FILBERT_PROBE", "node"));
    }

    @Override
    public void open(FunctionContext context) {
        MetricGroup group = context.getMetricGroup().addGroup("filbert_node", node);
        in = group.counter("in", new SimpleCounter());
        out = group.counter("out", new SimpleCounter());
        errors = group.counter("errors", new SimpleCounter());
    }

    /** Counts one row; true if it goes on. */
    public boolean eval(
            @DataTypeHint(value = "STRING", bridgedTo = StringData.class) StringData literal,
            Boolean pass,
            @DataTypeHint(value = "STRING", bridgedTo = StringData.class) StringData error) {
        in.inc();
        if (error != null) {
            errors.inc();
            return false;
        }
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
