/** The few Linux calls that Java lacks. */
module io.ranvier.ffm {
  exports io.ranvier.ffm;
}
