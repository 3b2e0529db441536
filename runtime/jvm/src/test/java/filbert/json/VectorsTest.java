package filbert.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every record of the shared vectors decodes to the row, or fails with the error, that stands beside it. */
class VectorsTest {
    @TestFactory
    Stream<DynamicContainer> vectors() throws IOException {
        return stream(Vectors.groups()).map(group -> {
            Vectors.Codec codec = new Vectors.Codec(group.get("columns"), group.get("constraints"));
            return DynamicContainer.dynamicContainer(
                    group.get("name").textValue(), stream(group.get("cases")).map(one -> test(codec, one)));
        });
    }

    private static DynamicTest test(Vectors.Codec codec, JsonNode one) {
        String expected = one.get(one.has("row") ? "row" : "error").textValue();
        return DynamicTest.dynamicTest(
                one.get("name").textValue(), () -> assertEquals(expected, codec.run(Vectors.record(one))));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
