package io.ranvier.service;

import io.ranvier.call.EngineMethod;
import io.ranvier.call.MethodId;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntHashSet;

/**
 * What a side serves: a handler for each method of each service. Immutable; may serve any number of
 * connections.
 *
 * <p>Threads: any; the builder one.
 */
public final class Services {
  private static final Services NONE = builder().build();

  private final Int2ObjectHashMap<Entry> entries;
  private final IntHashSet services;
  private final Entry otherwise;
  private final int maxAtWork;
  private final AtomicInteger atWork = new AtomicInteger();

  /**
   * A handler and where it runs.
   *
   * <p>The handler is called through a method handle of its own, which is no constant: so the
   * compiler does not take it into the polling loop, where the depth to which it takes methods in
   * would be used up before the handler reads its first word.
   */
  static final class Entry {
    private static final MethodHandle ON_CALL;

    static {
      try {
        ON_CALL =
            MethodHandles.lookup()
                .findVirtual(
                    CallHandler.class,
                    "onCall",
                    MethodType.methodType(void.class, Request.class, Responder.class));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    /** Null for the polling thread. */
    final Executor executor;

    private final MethodHandle handler;

    Entry(CallHandler handler, Executor executor) {
      this.handler = ON_CALL.bindTo(Objects.requireNonNull(handler, "handler"));
      this.executor = executor;
    }

    void call(Request request, Responder responder) throws Throwable {
      handler.invokeExact(request, responder);
    }
  }

  private Services(Builder builder) {
    this.entries = new Int2ObjectHashMap<>(builder.entries);
    this.services = new IntHashSet();
    entries.keySet().forEach(id -> services.add(MethodId.service(id)));
    this.otherwise = builder.otherwise;
    this.maxAtWork = builder.maxAtWork;
  }

  /** Returns what serves nothing. */
  public static Services none() {
    return NONE;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Returns what serves methods of the engine's own service. */
  static Services ofEngine(Map<EngineMethod, CallHandler> methods) {
    Builder builder = builder();
    methods.forEach(
        (method, handler) -> builder.entries.put(method.id(), new Entry(handler, null)));
    return builder.build();
  }

  /** Collects handlers. One thread. */
  public static final class Builder {
    private static final int DEFAULT_MAX_AT_WORK = 1 << 16;

    private final Int2ObjectHashMap<Entry> entries = new Int2ObjectHashMap<>();
    private int maxAtWork = DEFAULT_MAX_AT_WORK;
    private Entry otherwise;

    private Builder() {}

    /**
     * Serves a method on the thread that polls: lowest latency, and the handler must not block.
     *
     * @param service 0 to 65,534
     * @param method 0 to 65,535
     * @throws RanvierException INVALID_ARGUMENT also when the method has a handler
     */
    public Builder handler(int service, int method, CallHandler handler) {
      return add(service, method, new Entry(handler, null));
    }

    /**
     * Serves a method on an executor, for instance on virtual threads; the handler may block. A
     * request that came in a ring is copied, one in a payload slot stays where it is.
     *
     * <p>The executor must run or refuse each task. One that drops tasks in silence leaves their
     * callers waiting; what can be seen is answered within half a second: calls whose deadline has
     * passed (DEADLINE_EXCEEDED), and those of an {@code ExecutorService} that has terminated
     * (OVERLOADED). Any other dropped call is answered by nobody before the connection ends.
     */
    public Builder handler(int service, int method, Executor executor, CallHandler handler) {
      Objects.requireNonNull(executor, "executor");
      return add(service, method, new Entry(handler, executor));
    }

    /** Serves all methods that have no handler of their own, on the thread that polls. */
    public Builder otherwise(CallHandler handler) {
      otherwise = new Entry(handler, null);
      return this;
    }

    /** Serves all methods that have no handler of their own, on an executor. */
    public Builder otherwise(Executor executor, CallHandler handler) {
      otherwise = new Entry(handler, Objects.requireNonNull(executor, "executor"));
      return this;
    }

    /** Limits how many calls are at work on executors at a time; more are refused: OVERLOADED. */
    public Builder maxAtWork(int value) {
      if (value < 1) {
        throw new RanvierException(
            ErrorCode.INVALID_ARGUMENT,
            "cannot limit calls at work: maxAtWork=%d; choose 1 or more".formatted(value));
      }
      maxAtWork = value;
      return this;
    }

    public Services build() {
      return new Services(this);
    }

    private Builder add(int service, int method, Entry entry) {
      if (entries.putIfAbsent(MethodId.of(service, method), entry) != null) {
        throw new RanvierException(
            ErrorCode.INVALID_ARGUMENT,
            "cannot add handler: service=%d, method=%d; it has one already"
                .formatted(service, method));
      }
      return this;
    }
  }

  /** Returns who serves a method; null when nobody does. */
  Entry find(int methodId) {
    Entry entry = entries.get(methodId);
    return entry != null || MethodId.service(methodId) == MethodId.ENGINE ? entry : otherwise;
  }

  /** Answers a call that nobody serves. */
  void failUnknown(int methodId, Responder by) {
    boolean known = services.contains(MethodId.service(methodId));
    ErrorCode code = known ? ErrorCode.UNKNOWN_METHOD : ErrorCode.UNKNOWN_SERVICE;
    boolean ignored = by.fail(code, 0, "the peer does not serve it");
  }

  /** Counts a call as being at work on an executor; false when there are too many. */
  boolean begin() {
    if (atWork.incrementAndGet() <= maxAtWork) {
      return true;
    }
    end();
    return false;
  }

  void end() {
    atWork.decrementAndGet();
  }

  int maxAtWork() {
    return maxAtWork;
  }
}
