package filbert.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.apache.flink.table.data.DecimalData;
import org.junit.jupiter.api.Test;

/** Numbers from text agree with the exact arithmetic of BigDecimal and the rounding of Double.parseDouble. */
class NumberLiteralTest {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

    private final NumberLiteral number = new NumberLiteral();

    private void scan(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertEquals(bytes.length, number.scan(bytes, 0, bytes.length), text);
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        text.append(random.nextInt(4) == 0 ? "0" : digits(random, 1 + random.nextInt(random.nextInt(4) == 0 ? 25 : 9)));
        if (random.nextBoolean()) {
            text.append('.').append(random.nextInt(1000)).append("0".repeat(random.nextInt(3)));
            text.append(random.nextInt(4) == 0 ? digits(random, 18) : "");
        }
        if (random.nextInt(3) == 0) {
            text.append(random.nextBoolean() ? 'e' : 'E').append(new String[] {"", "+", "-"}[random.nextInt(3)]);
            text.append(random.nextInt(random.nextInt(8) == 0 ? 400 : 25));
        }
        return text.toString();
    }

    private static String digits(Random random, int count) {
        StringBuilder text = new StringBuilder();
        text.append((char) ('1' + random.nextInt(9)));
        while (text.length() < count) {
            text.append(random.nextInt(3) == 0 ? '0' : (char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }

    @Test
    void doublesAreThoseOfParseDouble() {
        Random random = new Random(1);
        for (int run = 0; run < 500_000; run++) {
            String text = random(random);
            scan(text);
            double expected = Double.parseDouble(text);

            assertEquals(expected == 0 ? 0.0 : expected, number.toDouble(), text);
        }
    }

    @Test
    void wholeNumbersAreExact() {
        Random random = new Random(2);
        for (int run = 0; run < 500_000; run++) {
            String text = random(random);
            scan(text);
            BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
            boolean whole = exact.scale() <= 0;
            boolean fits = whole
                    && exact.precision() - exact.scale() <= 19
                    && exact.toBigInteger().compareTo(LEAST) >= 0
                    && exact.toBigInteger().compareTo(GREATEST) <= 0;

            assertEquals(fits, number.fitsLong(), text);
            if (fits) {
                assertEquals(exact.longValueExact(), number.toLong(), text);
            } else {
                NumberLiteral.Misfit misfit =
                        whole ? NumberLiteral.Misfit.OUT_OF_RANGE : NumberLiteral.Misfit.NOT_WHOLE;
                assertEquals(misfit, number.misfit(), text);
            }
        }
    }

    @Test
    void decimalsAreExactAndNeverRounded() {
        Random random = new Random(3);
        int[][] types = {{10, 2}, {18, 6}, {19, 4}, {38, 10}, {5, 0}, {3, 3}, {18, 0}, {38, 38}};
        for (int run = 0; run < 500_000; run++) {
            String text = random(random);
            int[] type = types[run % types.length];
            scan(text);
            BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
            DecimalData got = number.toDecimal(type[0], type[1]);

            if (exact.signum() != 0 && exact.scale() > type[1]) {
                assertEquals(null, got, text);
                assertEquals(NumberLiteral.Misfit.FRACTION_DIGITS, number.misfit(), text);
            } else if (exact.signum() != 0 && exact.precision() - exact.scale() > type[0] - type[1]) {
                assertEquals(null, got, text);
                assertEquals(NumberLiteral.Misfit.INTEGER_DIGITS, number.misfit(), text);
            } else {
                assertEquals(exact.setScale(type[1]), got.toBigDecimal(), text);
                assertEquals(type[0], got.precision(), text);
            }
        }
    }
}
