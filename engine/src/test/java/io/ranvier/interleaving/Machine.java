package io.ranvier.interleaving;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One run of a program: its memory, its threads, and what each of them may do next.
 *
 * <p>A thread runs until it is about to do what others could notice, and stops there; which one
 * goes on is the explorer's choice. What nobody can notice, such as a store into a thread's own
 * buffer, is no choice.
 */
final class Machine {
  static final Predicate<Actor> ALWAYS = _ -> true;
  private static final long LOCKS = 1L << 60;

  // The explorer and all threads of its program run on one thread.
  private static Machine current;

  /** A lock: who holds it, how often, and what was done under it so far. */
  private static final class Lock {
    final long number;
    Actor holder;
    int depth;
    long history;

    Lock(long number) {
      this.number = number;
    }
  }

  final List<Actor> actors = new ArrayList<>();
  private final Map<Object, Lock> locks = new IdentityHashMap<>();
  private final List<Actor> sleepers = new ArrayList<>();
  private final boolean tracing;
  private final StringBuilder trace = new StringBuilder();
  private final SharedMemory memory = new SharedMemory();
  private Program program;
  private Actor running;

  Machine(boolean tracing) {
    this.tracing = tracing;
    current = this;
  }

  void start(Program started) {
    program = started;
    for (Runnable code : started.threads()) {
      Actor actor = new Actor(actors.size(), started.isVirtual(actors.size()));
      actor.code = new Coroutine(code);
      actors.add(actor);
    }
  }

  static Machine current() {
    return current;
  }

  Actor running() {
    return running;
  }

  /**
   * Returns whether accesses are steps of a thread, and not of the program's constructor or end.
   */
  boolean isRunning() {
    return running != null;
  }

  SharedMemory memory() {
    return memory;
  }

  String trace() {
    return trace.toString();
  }

  // What may happen next.

  /** Returns what may happen next, each as a number for {@link #choose}. */
  List<Integer> choices() {
    return Choices.of(actors);
  }

  void choose(int choice) {
    Actor actor = actors.get(Choices.actor(choice));
    int store = Choices.store(choice);
    if (Choices.isTimeOut(choice)) {
      log(actor, "times out");
      sleepers.remove(actor);
      actor.asleep = false;
    } else if (store >= 0) {
      commit(actor, actor.buffer.get(store));
    } else {
      log(actor, actor.next);
      goOn(actor);
    }
  }

  private void goOn(Actor actor) {
    running = actor;
    note(actor.next.hashCode());
    try {
      actor.code.run();
      actor.done = actor.code.isDone();
    } catch (RuntimeException | Error e) {
      actor.failure = e;
    } finally {
      running = null;
    }
  }

  boolean isDone() {
    return actors.stream().allMatch(actor -> actor.done && actor.buffer.isEmpty());
  }

  /** Returns a number that is the same for states from which the same can happen. */
  long signature() {
    long hash = mix(memory.contents(), program.ghost());
    for (Actor actor : actors) {
      int flags =
          (actor.done ? 1 : 0)
              | (actor.asleep ? 2 : 0)
              | (actor.token ? 4 : 0)
              | (actor.woken ? 8 : 0)
              | (actor.attemptIsStale ? 16 : 0);
      hash = mix(mix(hash, actor.history), flags);
      for (Store store : actor.buffer) {
        hash = mix(hash, store.hash());
      }
    }
    for (Actor sleeper : sleepers) {
      hash = mix(hash, sleeper.number);
    }
    for (Lock lock : locks.values()) {
      long holder = lock.holder == null ? -1 : lock.holder.number;
      hash += mix(mix(lock.number, lock.history), holder * 64 + lock.depth);
    }
    return hash;
  }

  // Steps of the thread that runs.

  /** Stops before something that others could notice, until the explorer lets it happen. */
  void step(String what, Predicate<Actor> mayGoOn) {
    step(what, 0, 0, mayGoOn);
  }

  /** Stops before an access. */
  void access(String what, long place, int bytes) {
    step(what, place, bytes, ALWAYS);
    if (running.attempt != null) {
      running.attempt.add(place);
    }
  }

  private void step(String what, long place, int bytes, Predicate<Actor> mayGoOn) {
    Actor actor = running;
    actor.next = what;
    actor.nextPlace = place;
    actor.nextBytes = bytes;
    actor.mayGoOn = mayGoOn;
    Coroutine.stop();
  }

  /** Makes all that the thread has stored visible. */
  void fence() {
    if (!running.buffer.isEmpty()) {
      step("fences", ALWAYS);
      emptyBuffer(running);
    }
  }

  void emptyBuffer(Actor actor) {
    while (!actor.buffer.isEmpty()) {
      commit(actor, actor.buffer.getFirst());
    }
  }

  /** Remembers what the thread has learned: it decides what the thread does from now on. */
  void note(long learned) {
    running.history = mix(running.history, learned);
  }

  /** Returns the thread's own last store to that place, if others do not see it yet. */
  Store own(long place, int bytes) {
    for (int i = running.buffer.size() - 1; i >= 0; i--) {
      Store store = running.buffer.get(i);
      if (store.overlaps(place, bytes)) {
        if (store.place() != place || store.bytes() != bytes) {
          throw new IllegalStateException(
              "loads %d bytes of a store of %d".formatted(bytes, store.bytes()));
        }
        return store;
      }
    }
    return null;
  }

  void buffer(Store store) {
    boolean isFence = store.kind() == Store.Kind.FENCE;
    if (!isFence || !running.buffer.isEmpty()) {
      running.buffer.add(store);
    }
    note(store.hash());
  }

  void lock(Object holder) {
    Actor actor = running;
    Lock lock = locks.computeIfAbsent(holder, _ -> new Lock(locks.size()));
    if (lock.holder != actor || lock.depth == 0) {
      step("locks", LOCKS + lock.number, 1, _ -> lock.holder == null);
      lock.holder = actor;
      note(lock.history);
    }
    lock.depth++;
  }

  void unlock(Object holder) {
    Lock lock = locks.get(holder);
    if (--lock.depth == 0) {
      lock.history = mix(lock.history, running.history);
      buffer(new Store(Store.Kind.UNLOCK, LOCKS + lock.number, 1, 0, null, null, holder));
    }
  }

  void sleep(long address, boolean mayTimeOut) {
    running.asleep = true;
    running.woken = false;
    running.mayTimeOut = mayTimeOut;
    running.sleepsOn = address;
    sleepers.add(running);
    step("goes on after its sleep", ALWAYS);
  }

  boolean wasWoken() {
    note(running.woken ? 1 : 0);
    return running.woken;
  }

  void wake(long address, int count) {
    int left = count;
    for (Actor sleeper : List.copyOf(sleepers)) {
      if (sleeper.sleepsOn == address && left-- > 0) {
        wake(sleeper);
      }
    }
  }

  private void wake(Actor sleeper) {
    sleepers.remove(sleeper);
    sleeper.asleep = false;
    sleeper.woken = true;
  }

  void park() {
    step("parks", ALWAYS);
    if (!running.token) {
      sleep(-1 - running.number, false);
    }
    running.token = false;
  }

  void unpark(Thread thread) {
    step("unparks", ALWAYS);
    for (Actor actor : actors) {
      if (actor.identity == thread) {
        actor.token = true;
        if (actor.asleep && actor.sleepsOn == -1 - actor.number) {
          wake(actor);
        }
      }
    }
  }

  void emptyAllBuffers() {
    actors.forEach(this::emptyBuffer);
  }

  // Memory.

  /** Makes a store visible, after those that must not be overtaken by it. */
  private void commit(Actor actor, Store store) {
    StoreOrder.before(store, actor.buffer).forEach(earlier -> makeVisible(actor, earlier));
    makeVisible(actor, store);
  }

  private void makeVisible(Actor actor, Store store) {
    actor.buffer.remove(StoreOrder.place(store, actor.buffer));
    switch (store.kind()) {
      case FENCE -> {}
      case UNLOCK -> locks.get(store.holder()).holder = null;
      case PLAIN, RELEASE -> {
        if (store.segment() == null) {
          memory.writeField(store.field(), store.holder(), store.value());
        } else {
          long offset = store.place() - store.segment().address();
          memory.write(store.segment(), offset, store.bytes(), store.value());
        }
      }
    }
    while (!actor.buffer.isEmpty() && actor.buffer.getFirst().kind() == Store.Kind.FENCE) {
      actor.buffer.removeFirst();
    }
    if (tracing) {
      log(actor, "  visible: %s = %x".formatted(name(store.place()), store.value()));
    }
    for (Actor other : actors) {
      if (other != actor && Choices.hasTried(other, store)) {
        other.attemptIsStale = true;
      }
    }
  }

  /** Changes memory for all to see, at once. */
  void writeAtOnce(MemorySegment segment, long offset, int bytes, long value) {
    buffer(
        new Store(
            Store.Kind.RELEASE, segment.address() + offset, bytes, value, segment, null, null));
    emptyBuffer(running);
  }

  static String name(long place) {
    return place >= LOCKS ? "lock " + (place - LOCKS) : SharedMemory.name(place);
  }

  private void log(Actor actor, String what) {
    if (tracing) {
      trace.append("\n  ").append((char) ('A' + actor.number)).append(": ").append(what);
    }
  }

  boolean isTracing() {
    return tracing;
  }

  static long mix(long a, long b) {
    long hash = (a ^ Long.rotateLeft(b * 0x9E37_79B9_7F4A_7C15L, 31)) * 0xBF58_476D_1CE4_E5B9L;
    hash ^= hash >>> 29;
    hash *= 0x94D0_49BB_1331_11EBL;
    return hash ^ hash >>> 32;
  }
}
