package io.ranvier.memory;

/**
 * When the file system's storage behind shared memory is claimed.
 *
 * <p>A store into a mapped page that has no storage ends in a fault when the file system is full,
 * so storage is always claimed by a write that can fail politely, before anybody stores.
 *
 * <p>The order is part of the protocol: reservations travel as their positions.
 */
public enum Reservation {
  /** All of it when the file is made: creation fails with NO_SPACE, later use never does. */
  FULL,
  /** Piece by piece when a {@link StorageArea} first hands it out: for large, sparse arrays. */
  ON_FIRST_LEASE
}
