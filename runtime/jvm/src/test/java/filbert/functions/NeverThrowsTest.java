package filbert.functions;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a function is given, it answers: beside an error, Flink may call it with any value of its type. */
class NeverThrowsTest {
    private static final int CALLS = 20_000;
    private static final Map<Class<?>, List<?>> EDGES = Map.of(
            String.class,
            List.of("", " ", "a", "ab,c", "😀", "ŻÓŁĆ", "12", "-1", "x".repeat(300), "DAY", "MONTH", "Europe/Warsaw", "Nowhere/X",
                    "yyyy-MM-dd HH:mm:ss.SSS XXX", "EEE MMM d yy hh a", "2024-02-30", "10.0.0.0/8", "::1", "fe80::/10", "[a-z]+",
                    "(", "PL", "+48600100200", "a@b.c", "=", "%zz", "\u0000", "(a|b)*c", "$1", "9999-12-31"),
            Long.class,
            List.of(0L, 1L, -1L, 2L, 12L, 31L, 32L, 64L, 128L, 1970L, 9999L, 1_000_000L, 1_000_001L, (long) Integer.MAX_VALUE,
                    (long) Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE),
            Double.class,
            List.of(0.0, -0.0, 1.0, -1.0, 0.5, 1e-310, 5e-324, 1e15, 1e300, -1e300, Double.MAX_VALUE, Double.NaN,
                    Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
            Integer.class,
            List.of(0, 1, -1, -719_162, 2_932_896, 2_932_897, Integer.MAX_VALUE, Integer.MIN_VALUE),
            TimestampData.class,
            List.of(TimestampData.fromEpochMillis(0), TimestampData.fromEpochMillis(-1),
                    TimestampData.fromEpochMillis(253_402_300_799_999L), TimestampData.fromEpochMillis(253_402_300_800_000L),
                    TimestampData.fromEpochMillis(Long.MAX_VALUE), TimestampData.fromEpochMillis(Long.MIN_VALUE)));

    static Stream<Class<?>> functions() throws IOException, ClassNotFoundException {
        Path folder = Path.of(Pad.class.getProtectionDomain().getCodeSource().getLocation().getPath(), "filbert/functions");
        Stream.Builder<Class<?>> found = Stream.builder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> type = Class.forName("filbert.functions." + name);
                if (ScalarFunction.class.isAssignableFrom(type)) {
                    found.add(type);
                }
            }
        }
        return found.build();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void anyArgumentsHaveAnAnswer(Class<?> type) throws ReflectiveOperationException {
        Object function = type.getConstructor().newInstance();
        Random random = new Random(7);
        List<Method> methods = Arrays.stream(type.getMethods()).filter(method -> method.getName().equals("eval")).toList();

        assertFalse(methods.isEmpty());
        for (int call = 0; call < CALLS; call++) {
            Method method = methods.get(call % methods.size());
            Object[] arguments =
                    Arrays.stream(method.getParameterTypes()).map(each -> argument(each, random)).toArray();
            try {
                Object result = method.invoke(function, arguments);
                if (result instanceof Double number) {
                    assertTrue(Double.isFinite(number), () -> type.getSimpleName() + Arrays.toString(arguments) + " is " + number);
                }
            } catch (InvocationTargetException e) {
                fail(type.getSimpleName() + Arrays.toString(arguments), e.getCause());
            }
        }
    }

    private static Object argument(Class<?> type, Random random) {
        if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        }
        if (!type.isPrimitive() && random.nextInt(10) == 0) {
            return null;
        }
        Class<?> boxed = type == long.class ? Long.class : type == int.class ? Integer.class : type;
        List<?> edges = EDGES.get(boxed);
        return edges.get(random.nextInt(edges.size()));
    }
}
