package filbert.state;

/**
 * One value of a function's state. All stateful functions of Filbert keep their state in such pieces, so that one
 * serializer and one class name stand for it in savepoints, whatever becomes of the classes behind it.
 */
public abstract class Piece {

    Piece() {}

    /** Which kind of piece it is; part of the stored form. */
    abstract PieceKind kind();

    /** Writes what {@link PieceKind#read} reads. */
    abstract void write(ByteWriter out);

    /** A copy that shares nothing that may change. */
    abstract Piece copy();
}
