package io.ranvier.bench.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.ranvier.bench.contender.RoundTripContender.Caller;
import org.junit.jupiter.api.Test;

class OwnCodeTest {
  private static final Caller NOBODY =
      new Caller() {
        @Override
        public void exchange(long number) {}

        @Override
        public void close() {}
      };

  @Test
  void givesEachInstanceAClassOfItsOwn() {
    TimedLoop one = OwnCode.instance(CallingLoop.class, TimedLoop.class, NOBODY);
    TimedLoop other = OwnCode.instance(CallingLoop.class, TimedLoop.class, NOBODY);
    assertNotSame(one.getClass(), other.getClass());
    assertNotSame(CallingLoop.class, one.getClass());
    assertEquals(CallingLoop.class.getPackage(), one.getClass().getPackage());
  }

  @Test
  void copiesEveryLoop() {
    OwnCode.instance(SendingLoop.class, TimedLoop.class, null, 1);
    OwnCode.instance(TakingLoop.class, ServingLoop.class, (Object) null);
    OwnCode.instance(AnsweringLoop.class, ServingLoop.class, (Object) null);
  }
}
