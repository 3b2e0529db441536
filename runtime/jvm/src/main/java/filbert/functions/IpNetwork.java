package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** The network of so many bits that holds an address, as text; NULL if there is none. */
public class IpNetwork extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, Long bits) {
        byte[] address = text == null ? null : Address.parse(text);
        if (address == null || bits == null || bits < 0 || bits > address.length * 8L) {
            return null;
        }
        return Address.text(Address.masked(address, bits.intValue())) + "/" + bits;
    }
}
