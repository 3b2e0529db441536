package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** Whether a place lies between two latitudes and, going east, two longitudes; NULL for one that does not exist. */
public class GeoInBox extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Boolean eval(Double latitude, Double longitude, Double south, Double west, Double north, Double east) {
        if (!Place.exists(latitude, longitude) || !Place.exists(south, west) || !Place.exists(north, east)) {
            return null;
        }
        if (latitude < south || latitude > north) {
            return false;
        }
        return west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
    }
}
