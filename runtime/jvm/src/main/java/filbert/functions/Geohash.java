package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** The geohash of a place with so many digits; NULL if there is none. */
public class Geohash extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public String eval(Double latitude, Double longitude, Long length) {
        return Place.geohash(latitude, longitude, length);
    }
}
