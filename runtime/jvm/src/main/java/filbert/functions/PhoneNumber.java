package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** A phone number in the writing of E.164; NULL if the text is none. */
public class PhoneNumber extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, String country) {
        String digits = text == null || country == null ? null : Phone.digits(text, country);
        return digits == null ? null : "+" + digits;
    }
}
