package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** The country of a phone number; NULL if the text is none. */
public class PhoneCountry extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(String text, String country) {
        String digits = text == null || country == null ? null : Phone.digits(text, country);
        return digits == null ? null : Phone.country(digits);
    }
}
