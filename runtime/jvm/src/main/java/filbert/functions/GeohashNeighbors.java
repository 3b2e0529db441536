package filbert.functions;

import java.util.List;

import org.apache.flink.table.functions.ScalarFunction;

/** The geohashes around one, from the north clockwise; NULL if the text is none. */
public class GeohashNeighbors extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String[] eval(String geohash) {
        List<String> found = Place.neighbours(geohash);
        return found == null ? null : found.toArray(new String[0]);
    }
}
