package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** 4 or 6 for the text of such an address, 0 for any other text. */
public class IpVersion extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Long eval(String text) {
        if (text == null) {
            return null;
        }
        byte[] address = Address.parse(text);
        return address == null ? 0L : address.length == 4 ? 4L : 6L;
    }
}
