package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** Whether a place is at most so many metres from another one; NULL for a place that does not exist. */
public class GeoInCircle extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Boolean eval(Double latitude, Double longitude, Double otherLatitude, Double otherLongitude, Double metres) {
        Double distance = Place.distance(latitude, longitude, otherLatitude, otherLongitude);
        return distance == null || metres == null ? null : distance <= metres;
    }
}
