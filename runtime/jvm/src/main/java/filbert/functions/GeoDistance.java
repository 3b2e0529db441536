package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** Metres between two places along the surface of the Earth; NULL for a place that does not exist. */
public class GeoDistance extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Double eval(Double latitude, Double longitude, Double otherLatitude, Double otherLongitude) {
        return Place.distance(latitude, longitude, otherLatitude, otherLongitude);
    }
}
