package filbert.probe;

import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;

/**
 * {@code FILBERT_LATENCY('node', ingested)}: measures the milliseconds from a record's time in Kafka to now;
 * always true.
 *
 * <p>Shown under {@code filbert_node=<node>} as counters {@code latency_bucket} per bound {@code le} in
 * milliseconds, cumulative as Prometheus wants them, so that they add up over subtasks; and as {@code latency},
 * the quantiles of the last thousand values of one subtask.
 */
public class Latency extends ScalarFunction implements SpecializedFunction {
    private static final long serialVersionUID = 1L;

    private final String node;

    private transient LatencyBuckets buckets;
    private transient RecentValues recent;

    /** The function as it is registered, before a node is known. */
    public Latency() {
        this(null);
    }

    private Latency(String node) {
        this.node = node;
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new Latency(Literals.text(context, 0, "FILBERT_LATENCY", "node"));
    }

    @Override
    public void open(FunctionContext context) {
        MetricGroup group = context.getMetricGroup().addGroup("filbert_node", node);
        buckets = new LatencyBuckets();
        buckets.register(group);
        recent = group.histogram("latency", new RecentValues());
    }

    /** Measures one row; one without a time is not measured. */
    public boolean eval(
            @DataTypeHint(value = "STRING", bridgedTo = StringData.class) StringData literal,
            @DataTypeHint(value = "TIMESTAMP_LTZ(3)", bridgedTo = TimestampData.class) TimestampData ingested) {
        if (ingested != null) {
            // Clocks of two machines may differ: a negative latency counts as none.
            long latency = Math.max(0, System.currentTimeMillis() - ingested.getMillisecond());
            buckets.add(latency);
            recent.update(latency);
        }
        return true;
    }

    /** A measurement is an effect: the planner must neither fold, merge nor repeat it. */
    @Override
    public boolean isDeterministic() {
        return false;
    }
}
