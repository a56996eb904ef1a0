package io.ranvier;

import io.ranvier.session.Session;

/** What tests of other packages need of this one's insides. */
public final class Inside {
  private Inside() {}

  /** Returns what a connection is made of. */
  public static Session session(Connection connection) {
    return connection.session();
  }

  /** Returns how long the memory of an ended connection is kept at most for those who use it. */
  public static long longestFarewellNs() {
    return Farewell.LONGEST_NS;
  }
}
