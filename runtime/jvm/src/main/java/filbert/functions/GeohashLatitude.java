package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** The latitude of the middle of a geohash; NULL if the text is none. */
public class GeohashLatitude extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Double eval(String geohash) {
        double[] middle = Place.middle(geohash);
        return middle == null ? null : middle[0];
    }
}
