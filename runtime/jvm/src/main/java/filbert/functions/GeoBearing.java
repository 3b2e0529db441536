package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** The direction from one place to another, in degrees from the north; NULL for a place that does not exist. */
public class GeoBearing extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Double eval(Double latitude, Double longitude, Double otherLatitude, Double otherLongitude) {
        return Place.bearing(latitude, longitude, otherLatitude, otherLongitude);
    }
}
