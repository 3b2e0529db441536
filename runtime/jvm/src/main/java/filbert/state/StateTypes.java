package filbert.state;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;

/** Types of the functions' state. Savepoints hold them: never change one. */
final class StateTypes {

    /** Pieces by number. */
    static final DataType PIECES =
            MapView.newMapViewDataType(
                    DataTypes.BIGINT().notNull(), DataTypes.RAW(Piece.class, PieceSerializer.INSTANCE).notNull());

    /** How often each distinct value occurs in the window. */
    static final DataType SEEN =
            MapView.newMapViewDataType(
                    DataTypes.STRING().notNull().bridgedTo(StringData.class), DataTypes.INT().notNull());

    private StateTypes() {}
}
