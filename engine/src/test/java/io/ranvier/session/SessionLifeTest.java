package io.ranvier.session;

import static io.ranvier.connection.ConnectionState.CLOSED;
import static io.ranvier.connection.ConnectionState.CONNECTING;
import static io.ranvier.connection.ConnectionState.DRAINING;
import static io.ranvier.connection.ConnectionState.OPEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.ErrorCode;
import io.ranvier.slot.Threads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// verifies C14
@Timeout(60)
final class SessionLifeTest {
  private static final ConnectionEnd DEATH =
      new ConnectionEnd(ErrorCode.PEER_DIED, "the peer's process has ended", true);
  private static final ConnectionEnd CLOSING =
      new ConnectionEnd(ErrorCode.CONNECTION_CLOSED, "closed by this side", false);

  private final SessionLife life = new SessionLife();
  private final List<ConnectionState> heard = new ArrayList<>();

  private void end(ConnectionEnd reason) {
    if (life.end(reason)) {
      life.tell();
    }
  }

  @Test
  void stateAndEndCanBeAsked() {
    assertEquals(CONNECTING, life.state());
    life.open();
    assertEquals(OPEN, life.state());
    life.drain();
    assertEquals(DRAINING, life.state());
    assertEquals(Optional.empty(), life.end());
    end(DEATH);
    assertEquals(CLOSED, life.state());
    assertEquals(Optional.of(DEATH), life.end());
  }

  @Test
  void theFirstReasonStays() {
    assertTrue(life.end(DEATH));
    assertFalse(life.end(CLOSING));
    assertEquals(Optional.of(DEATH), life.end());
  }

  @Test
  void aListenerHearsEachStateOnceAndInOrder() {
    life.onState(heard::add);
    life.open();
    life.open();
    life.drain();
    life.drain();
    life.open();
    end(CLOSING);
    end(DEATH);
    life.drain();
    assertEquals(List.of(CONNECTING, OPEN, DRAINING, CLOSED), heard);
  }

  @Test
  void statesThatAreLeftOutAreNotTold() {
    life.onState(heard::add);
    life.drain();
    end(DEATH);
    assertEquals(List.of(CONNECTING, CLOSED), heard);
  }

  @Test
  void aLateListenerHearsThePresentStateAtOnceAndThoseThatFollow() {
    life.open();
    life.onState(heard::add);
    assertEquals(List.of(OPEN), heard);
    life.drain();
    end(CLOSING);
    assertEquals(List.of(OPEN, DRAINING, CLOSED), heard);
    List<ConnectionState> after = new ArrayList<>();
    life.onState(after::add);
    assertEquals(List.of(CLOSED), after);
  }

  @Test
  void theEndIsToldWhenAllElseIsDone() {
    life.onState(heard::add);
    life.open();
    assertTrue(life.end(DEATH));
    assertEquals(List.of(CONNECTING, OPEN), heard, "whoever ended it has more to do");
    List<ConnectionState> between = new ArrayList<>();
    life.onState(between::add);
    life.tell();
    assertEquals(List.of(CONNECTING, OPEN, CLOSED), heard);
    assertEquals(List.of(CLOSED), between, "not twice");
  }

  @Test
  void theReasonIsThereWhenTheEndIsTold() {
    List<Object> order = new ArrayList<>();
    life.onEnd(order::add);
    life.onState(state -> {
      if (state == CLOSED) {
        order.add(life.end().orElseThrow().code());
      }
    });
    end(DEATH);
    assertEquals(List.of(ErrorCode.PEER_DIED, DEATH), order);
  }

  @Test
  void aListenerThatThrowsHarmsNobody() throws Exception {
    List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
    Threads.join(
        Threads.start(() -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler((_, thrown) -> {
                uncaught.add(thrown);
                throw new IllegalStateException("handler");
              });
          life.onState(_ -> {
            throw new AssertionError("listener");
          });
          life.onState(heard::add);
          life.open();
          end(CLOSING);
        }));
    assertEquals(List.of(CONNECTING, OPEN, CLOSED), heard);
    assertEquals(3, uncaught.size(), () -> "it goes on hearing: " + uncaught);
    assertEquals(CLOSED, life.state());
  }

  @Test
  void aListenerMayEndTheConnection() {
    List<ConnectionState> others = new ArrayList<>();
    life.onState(state -> {
      if (state == OPEN) {
        life.drain();
        end(CLOSING);
      }
      heard.add(state);
    });
    life.onState(others::add);
    life.open();
    assertEquals(List.of(CONNECTING, OPEN, DRAINING, CLOSED), heard);
    assertEquals(List.of(CONNECTING, OPEN, DRAINING, CLOSED), others);
  }

  @Test
  void aListenerMayAddAnother() {
    life.onState(state -> {
      if (state == OPEN) {
        life.onState(heard::add);
      }
    });
    life.open();
    end(DEATH);
    assertEquals(List.of(OPEN, CLOSED), heard);
  }

  @Test
  void nobodyIsNoListener() {
    assertThrows(NullPointerException.class, () -> life.onState(null));
  }

  @Test
  void everyListenerHearsTheOrderAlsoWhenThreadsRace() throws Exception {
    for (int round = 0; round < 500; round++) {
      SessionLife raced = new SessionLife();
      List<ConnectionState> early = Collections.synchronizedList(new ArrayList<>());
      List<ConnectionState> late = Collections.synchronizedList(new ArrayList<>());
      raced.onState(early::add);
      Threads.together(
          4,
          thread -> {
            switch (thread) {
              case 0 -> raced.open();
              case 1 -> raced.drain();
              case 2 -> raced.onState(late::add);
              default -> {
                if (raced.end(DEATH)) {
                  raced.tell();
                }
              }
            }
          });
      assertAscends(early);
      assertEquals(CONNECTING, early.getFirst());
      assertAscends(late);
    }
  }

  private static void assertAscends(List<ConnectionState> states) {
    for (int i = 1; i < states.size(); i++) {
      assertTrue(states.get(i - 1).compareTo(states.get(i)) < 0, states::toString);
    }
    assertEquals(CLOSED, states.getLast());
  }
}
