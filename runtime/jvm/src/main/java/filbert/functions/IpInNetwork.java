package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** Whether an address lies in a network such as 10.0.0.0/8; NULL if either is none. */
public class IpInNetwork extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Boolean eval(String text, String network) {
        return text == null || network == null ? null : Address.contains(network, Address.parse(text));
    }
}
