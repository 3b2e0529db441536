package filbert.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** Whether a place lies within an area that a text describes; NULL if either does not exist. */
public class GeoInPolygon extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient String text;
    private transient double[][] area;

    public Boolean eval(Double latitude, Double longitude, String polygon) {
        if (polygon == null || !Place.exists(latitude, longitude)) {
            return null;
        }
        if (!polygon.equals(text)) {
            text = polygon;
            area = Place.area(polygon);
        }
        return area == null ? null : Place.isInArea(latitude, longitude, area);
    }
}
