package filbert.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shortest text of a double, as Python's repr gives it; the shared vectors have more. */
class DoubleTextTest {
    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0", "-0.0, -0.0", "1.0, 1.0", "-1.5, -1.5", "0.1, 0.1", "100.0, 100.0", "2e23, 2e+23",
        "4.9E-324, 5e-324", "1.0E-5, 1e-05", "1.0E-4, 0.0001", "1.0E15, 1000000000000000.0", "1.0E16, 1e+16",
        "1.7976931348623157E308, 1.7976931348623157e+308", "2.2250738585072014E-308, 2.2250738585072014e-308",
        "9007199254740993, 9007199254740992.0", "1.0E100, 1e+100", "123456.789, 123456.789", "1.0E23, 1e+23",
        "-1.2345678901234567E-308, -1.2345678901234567e-308", "8.41E21, 8.41e+21", "5.0E-324, 5e-324"
    })
    void aDoubleAsPythonWritesIt(double value, String text) {
        assertEquals(text, DoubleText.of(value));
    }

    @Test
    void theTextReadsBackAsTheSameDouble() {
        Random random = new Random(1);
        for (int run = 0; run < 300_000; run++) {
            double value = finite(random);

            assertEquals(value, Double.parseDouble(DoubleText.of(value)), () -> Double.toHexString(value));
        }
    }

    @Test
    void noShorterTextReadsBackAsTheSameDouble() {
        Random random = new Random(2);
        for (int run = 0; run < 50_000; run++) {
            double value = Math.abs(finite(random));
            int digits = new BigDecimal(DoubleText.of(value)).stripTrailingZeros().precision();

            for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
                if (digits > 1) {
                    BigDecimal shorter = new BigDecimal(value).round(new MathContext(digits - 1, mode));
                    assertTrue(shorter.doubleValue() != value, () -> Double.toHexString(value));
                }
            }
        }
    }

    private static double finite(Random random) {
        double value = random.nextInt(4) == 0
                ? random.nextInt(1_000_000_000) / Math.pow(10, random.nextInt(12))
                : Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : 1.0;
    }
}
