package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** Whether an address is of a private, local or reserved range; NULL if it is none. */
public class IpIsPrivate extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Boolean eval(String text) {
        byte[] address = text == null ? null : Address.parse(text);
        return address == null ? null : Address.isPrivate(address);
    }
}
