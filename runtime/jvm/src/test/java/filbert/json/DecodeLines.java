package filbert.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Decodes records from standard input, for comparison with the Python twin.
 *
 * <p>A line {@code {"columns": …, "constraints": …}} sets the columns of the lines that follow, each a record in
 * base64; for each one line in JSON is written, the row as JSON text or the error.
 */
public final class DecodeLines {
    private DecodeLines() {}

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Vectors.Codec codec = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("{")) {
                JsonNode header = mapper.readTree(line);
                codec = new Vectors.Codec(header.get("columns"), header.get("constraints"));
            } else {
                out.println(mapper.writeValueAsString(codec.run(Base64.getDecoder().decode(line))));
            }
        }
        out.flush();
    }
}
